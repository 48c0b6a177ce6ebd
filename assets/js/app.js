// All that our pages run. Every island is one module, attached by data attributes to the document, so that it
// survives any swap of a part. A page's main act works without any of them.
import "./htmx.js";
import "./toasts.js";
import "./keys.js";
import "./palette.js";
import "./rows.js";
import "./selection.js";
import "./widths.js";
import "./choose.js";
import "./edit.js";
import "./dialog.js";
import "./theme.js";
import "./tabs.js";
import "./upload.js";
import "./parts.js";
import "./unsaved.js";
import "./screen.js";
import "./small.js";
