// Writes of each frame of a page whether what it shows fits its width, whether its table is wider than the table's box, which drawings of a chart
// are shown, and the colour of its ground.
onload = () => {
  const said = [...document.querySelectorAll("iframe")].map(({ contentWindow: frame }) => {
    const page = frame.document;
    const box = page.querySelector(".box");
    const drawings = [...page.querySelectorAll(".chart > svg")].map((drawing) => drawing.getBoundingClientRect().width > 0);
    return [
      page.documentElement.scrollWidth <= frame.innerWidth, box.scrollWidth > box.clientWidth, drawings.join("/"),
      frame.getComputedStyle(page.body).backgroundColor,
    ].join(" ");
  });
  document.body.textContent = said.join("; ");
};
