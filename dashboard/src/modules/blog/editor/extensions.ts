// The schema, and what only a page needs: keys, menus, finding.

import type { Extensions } from "@tiptap/core";
import { extensions } from "./schema";
import { Paste } from "./paste/paste";
import { Find } from "./plugins/find";
import { MoveBlock } from "./plugins/move-block";
import { Typeahead } from "./plugins/typeahead";
import { WriterKeys } from "./plugins/writer-keys";

export const viewExtensions: Extensions = [...extensions, Typeahead, MoveBlock, Find, WriterKeys, Paste];
