import { readdirSync, readFileSync } from "node:fs";
import { type Static, Type } from "typebox";
import { Compile } from "typebox/compile";
import { inTop } from "../../test-rig/paths.ts";

const Words = Type.Array(Type.String({ pattern: "^[^\\s\"']+$" }));
/** Below the folder of the kernel's modules. */
const Modules = Type.String({ pattern: "^[a-z0-9][A-Za-z0-9_/-]*[*]?$" });

/** What is different from one kind of machine to the next: image/boards/NAME/board.json, with partitions/ beside it. */
const BoardFile = Type.Object(
  {
    /** Debian's name of the processor, which the kiosk root is made for. */
    debian: Type.String({ pattern: "^[a-z0-9-]+$" }),
    /** UEFI's name of it, as in BOOTX64.EFI. */
    efi: Type.String({ pattern: "^[a-z0-9]+$" }),
    /** The kernel's command line, beside the root hash. */
    commandLine: Words,
    /** Modules that are needed to reach the root on any machine of this kind. */
    initrdModules: Words,
    /** Folders of modules, or modules without their ending, that no kiosk of this kind has a use for. */
    withoutModules: Type.Array(Modules),
  },
  { additionalProperties: false },
);
const validator = Compile(BoardFile);

export interface Board extends Static<typeof BoardFile> {
  readonly name: string;
  /** Folder of systemd-repart's definitions. */
  readonly partitions: string;
}

/** @throws Error naming the boards there are, or what is wrong with this one */
export function readBoard(name: string): Board {
  const boards = readdirSync(inTop("image/boards"));
  if (!boards.includes(name)) throw new Error(`there is no board ${JSON.stringify(name)}; known: ${boards.join(", ")}`);
  const path = inTop("image/boards", name, "board.json");
  const board: unknown = JSON.parse(readFileSync(path, "utf8"));
  if (!validator.Check(board)) {
    const [fault] = validator.Errors(board);
    throw new Error(`${path}: ${fault?.instancePath ?? ""} ${fault?.message ?? "is no board"}`);
  }
  return { name, ...board, partitions: inTop("image/boards", name, "partitions") };
}
