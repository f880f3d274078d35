import { styleText } from "node:util";

/** What is shown in colour, where there is any. */
export type Style = "bold" | "dim" | "red" | "yellow" | "green" | "cyan";

/** Gives a part of a line its colour. It is called last, when all widths are counted: the text stays the same. */
export type Paint = (style: Style, text: string) => string;

/** Colours by escapes, or leaves every text as it is. Whether there is a terminal is for the caller to say. */
export function painter(colour: boolean): Paint {
  return colour ? (style, text) => styleText(style, text, { validateStream: false }) : (_style, text) => text;
}
