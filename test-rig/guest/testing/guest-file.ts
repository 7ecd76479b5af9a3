import type { VmBody } from "../../body/vm.ts";

/** Writes a file of the guest, as root. @throws Error with the guest's words */
export async function putFile({ guest }: VmBody, path: string, text: string): Promise<void> {
  const script = 'mkdir -p "$(dirname "$1")" && echo "$2" | base64 -d >"$1.new" && mv "$1.new" "$1"';
  const { code, output } = await guest.run(["sh", "-c", script, "sh", path, Buffer.from(text).toString("base64")]);
  if (code !== 0) throw new Error(`${path} could not be written: ${output.trim()}`);
}

/** What a shell command says that must succeed. @throws Error with its words */
export async function shell({ guest }: VmBody, script: string): Promise<string> {
  const { code, output } = await guest.run(["sh", "-c", script]);
  if (code !== 0) throw new Error(`${script} ended with ${code}: ${output.trim()}`);
  return output.trim();
}
