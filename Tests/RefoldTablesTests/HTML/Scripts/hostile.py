"""Opens a page in a browser and says what it runs and loads: hostile.py BROWSER FOLDER PAGE.

`PORT` in the page becomes the number of a port that is listened to. Prints JSON: the elements and attributes that may do something, the
messages of the console, and how many connections there were.
"""
import json
import socket
import subprocess
import sys
import threading
from html.parser import HTMLParser

browser, folder, page = sys.argv[1:]
server = socket.create_server(("127.0.0.1", 0))
connections = []


def accept():
    while True:
        try:
            connection, _ = server.accept()
        except OSError:
            return
        connections.append(1)
        connection.close()


threading.Thread(target=accept, daemon=True).start()
content = open(page, encoding="utf-8").read().replace("PORT", str(server.getsockname()[1]))
copy = f"{folder}/hostile-{len(content)}.html"
open(copy, "w", encoding="utf-8").write(content)
run = subprocess.run(
    ["timeout", "-k", "5", "60", browser, "--headless=new", "--no-sandbox", "--disable-gpu", f"--user-data-dir={folder}/profile",
     "--enable-logging=stderr", "--v=0", "--virtual-time-budget=2000", "--dump-dom", f"file://{copy}"],
    stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=70)
active = []


class Page(HTMLParser):
    title = ""
    inside = None

    def handle_starttag(self, tag, attributes):
        self.inside = tag
        if tag in ("script", "img", "iframe", "object", "embed", "link", "base", "form", "input", "image", "use", "foreignobject", "animate", "set", "audio", "video"):
            active.append(tag)
        for name, value in attributes:
            if name.startswith("on") or name in ("src", "srcset", "srcdoc", "action", "formaction", "style", "xlink:href", "background"):
                active.append(f"{tag} {name}")
            if name == "href" and not value.startswith("./"):
                active.append(f"{tag} {name}={value}")

    def handle_data(self, data):
        if self.inside == "title" and not self.title:
            self.title = data


parser = Page()
parser.feed(run.stdout)
server.close()
console = [line for line in run.stderr.splitlines() if "CONSOLE" in line]
print(json.dumps({"status": run.returncode, "title": parser.title, "active": active, "console": console, "connections": len(connections)}))
