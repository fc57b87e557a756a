// Writes what is wrong with the drawings of a page into an element: texts that touch, and whatever lies outside its drawing.
const found = [];
let texts = 0;
for (const [number, drawing] of document.querySelectorAll(".chart > svg").entries()) {
  const frame = drawing.getBoundingClientRect();
  const name = drawing.closest("figure").querySelector("figcaption").textContent + " " + drawing.getAttribute("class");
  const boxes = [...drawing.querySelectorAll("text")].map((text) => ({ text: text.textContent, box: text.getBoundingClientRect() }));
  texts += boxes.length;
  for (const [index, a] of boxes.entries()) {
    if (a.box.left < frame.left - 0.5 || a.box.right > frame.right + 0.5 || a.box.top < frame.top - 0.5 || a.box.bottom > frame.bottom + 0.5)
      found.push(`${name}: "${a.text}" lies outside`);
    for (const b of boxes.slice(index + 1))
      if (a.box.left < b.box.right - 0.6 && b.box.left < a.box.right - 0.6 && a.box.top < b.box.bottom - 0.6 && b.box.top < a.box.bottom - 0.6)
        found.push(`${name}: "${a.text}" touches "${b.text}"`);
  }
  for (const shape of drawing.querySelectorAll(".bar, .line, .area, .point")) {
    const box = shape.getBoundingClientRect();
    if (shape.getAttribute("d") !== "" && (box.left < frame.left - 1 || box.right > frame.right + 1 || box.top < frame.top - 1 || box.bottom > frame.bottom + 1))
      found.push(`${name}: a ${shape.getAttribute("class")} lies outside`);
  }
  if (frame.width < 100 || frame.height < 50) found.push(`${name}: not shown`);
}
const result = document.createElement("pre");
result.id = "found";
result.textContent = JSON.stringify({ drawings: document.querySelectorAll(".chart > svg").length, texts, found: found.slice(0, 50) });
document.body.append(result);
