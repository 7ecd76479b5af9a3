import type { VmBody } from "../../body/vm.ts";

/** Makes a unit end at once at each start, as after a fault that no restart heals. Mend waits less than it would in the field. */
export async function breakUnit(body: VmBody, unit: string): Promise<void> {
  const folder = `/run/systemd/system/${unit}.service.d`;
  const broken = "[Service]\\nType=exec\\nExecStart=\\nExecStart=/bin/false\\n";
  const quick = "[Service]\\nEnvironment=ALONGSIDE_MEND_STEADY_S=5\\n";
  await must(
    body,
    `mkdir -p ${folder} /run/systemd/system/mend@.service.d
    printf '${broken}' >${folder}/99-broken.conf
    printf '${quick}' >/run/systemd/system/mend@.service.d/99-quick.conf
    systemctl daemon-reload && systemctl kill --signal=KILL ${unit}`,
  );
}

/** Puts it right. Nobody starts it: mend does, when it tries the next time. */
export async function repairUnit(body: VmBody, unit: string): Promise<void> {
  await must(body, `rm /run/systemd/system/${unit}.service.d/99-broken.conf && systemctl daemon-reload`);
}

/** The names of the units that are being brought back. */
export async function troublesOf(body: VmBody): Promise<string[]> {
  return (await must(body, "ls /run/alongside/trouble")).split("\n").filter((name) => name !== "");
}

async function must(body: VmBody, script: string): Promise<string> {
  const { code, output } = await body.guest.run(["sh", "-c", script]);
  if (code !== 0) throw new Error(`in the machine: ${script}: ${output}`);
  return output;
}
