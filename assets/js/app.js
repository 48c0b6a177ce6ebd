// All that our pages run. Every island is one module, attached by data attributes, and survives a swap of its part.
import "./htmx.js";
