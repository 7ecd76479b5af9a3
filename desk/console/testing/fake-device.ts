import { build } from "esbuild";
import type { BrowserContext, Page } from "playwright-core";
import type { ConsoleToDesk, DeskToConsole } from "#protocol/desk-console";
import { type CallClaims, fingerprintOf } from "#protocol/signing";
import { type FakeDesk, isSigned, TestKey } from "./fake-desk.ts";

type Answer = Extract<ConsoleToDesk, { type: "call/answer" }>;

/** A device for tests: a page in the same browser that sends a screen with a strip, and signs as a real one does. */
export class FakeDevice {
  readonly key = new TestKey();
  readonly page: Page;
  readonly #desk: FakeDesk;
  #call = 0;
  /** Changes the confirmation before it is signed or sent, as somebody on its way might. */
  tamper: (claims: CallClaims) => CallClaims = (claims) => claims;

  private constructor(desk: FakeDesk, page: Page) {
    this.#desk = desk;
    this.page = page;
  }

  static async open(desk: FakeDesk, context: BrowserContext): Promise<FakeDevice> {
    const page = await context.newPage();
    const device = new FakeDevice(desk, page);
    await page.exposeFunction("toConsole", (candidate: never) => {
      desk.send({ type: "call/candidate", contact: "contact-1", call: device.#call, candidate });
    });
    await page.goto(`${desk.address}device`);
    const { outputFiles } = await build({
      entryPoints: ["desk/console/testing/device-page.ts"],
      bundle: true,
      write: false,
      format: "iife",
      conditions: ["source"],
    });
    await page.evaluate(outputFiles[0]?.text ?? "");
    return device;
  }

  /** Calls the console, and goes on by itself with answer, check and confirmation. */
  async call(contact: string, signer = this.key): Promise<void> {
    this.#call += 1;
    const sdp = await this.do<string>("offer");
    const offer = {
      type: "call/offer",
      contact,
      call: this.#call,
      sdp,
      nonce: "n".repeat(43),
      certificate: this.#desk.certify("kiosk-7", signer),
    } as const;
    this.#desk.onHeard = (message) => void this.#heard(message, offer);
    this.#desk.send(offer);
  }

  /** Runs a function of the device's page. */
  async do<T>(name: string, ...args: unknown[]): Promise<T> {
    return (await this.page.evaluate(`device.${name}(${args.map((arg) => JSON.stringify(arg)).join(",")})`)) as T;
  }

  async #heard(message: ConsoleToDesk, offer: Extract<DeskToConsole, { type: "call/offer" }>): Promise<void> {
    if (message.type === "call/candidate" && message.call === offer.call) await this.do("candidate", message.candidate);
    if (message.type === "call/answer" && message.call === offer.call) await this.#answered(message, offer);
  }

  async #answered(answer: Answer, offer: Extract<DeskToConsole, { type: "call/offer" }>): Promise<void> {
    const { claims, certificate, signature } = answer;
    const isRight =
      isSigned(certificate.publicKey, claims, signature) &&
      claims.deviceFingerprint === fingerprintOf(offer.sdp) &&
      claims.consoleFingerprint === fingerprintOf(answer.sdp) &&
      claims.deviceNonce === offer.nonce;
    if (!isRight) throw new Error("the console's answer is not signed as it should be");
    await this.do("answer", answer.sdp);
    const own = this.tamper({ ...claims, role: "device", expiresMs: Date.now() + 60_000 });
    const { callText } = await import("#protocol/signing-text");
    this.#desk.send({
      type: "call/confirm",
      contact: offer.contact,
      call: offer.call,
      claims: own,
      signature: this.key.sign(callText(own)),
    });
  }
}
