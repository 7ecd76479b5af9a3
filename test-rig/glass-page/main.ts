import { openGlass } from "./glass.ts";
import { openLog } from "./log.ts";

if (document.body.dataset.page === "log") openLog();
else openGlass();
