/** All documents, in the order of their numbers. New ones go to the end of a file, which shifts the numbers. */
import { blockDocuments } from "./blocks.mjs";
import { mediaDocuments } from "./media.mjs";
import { styleDocuments } from "./styles.mjs";
import { textDocuments } from "./text.mjs";

export const documents = [...textDocuments, ...styleDocuments, ...blockDocuments, ...mediaDocuments];
