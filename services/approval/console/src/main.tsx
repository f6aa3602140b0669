import { createRoot } from "react-dom/client";
import { App } from "./app.tsx";
import { createDesk, DeskContext } from "./data/desk.ts";
import { forgetOldEdits } from "./data/kept-edit.ts";

const root = document.getElementById("root");
if (!root) throw new Error('index.html has no element with the id "root".');

forgetOldEdits(Date.now());
const desk = createDesk();
desk.start();
createRoot(root).render(
  <DeskContext value={desk}>
    <App />
  </DeskContext>,
);
