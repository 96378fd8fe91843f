// Journeys that begin elsewhere than on the first screen: the answer to a letter's question, a reminder, the archive, joining
// (on our page and on another's), confirming, and one's own data. Required by `journeys.cjs`; it opens no browser itself.
"use strict";

const fs = require("node:fs");

module.exports = ({ asked, check, says, fits, shot, button }) => {
  const open = async (page, address, where) => {
    await page.goto(asked.server + address);
    await fits(page, where);
  };

  // Too much, right or too little: the answer, what it proposes, and taking that back.
  const answer = async (page, person, how) => {
    const say = (words, step) => says(page, words, `${how} ${step}`);
    await open(page, `${person.f}?is=too-much`, `${how} question`);
    await shot(page, `${how}-question`);
    check((await button(page, "Too much").getAttribute("class")).includes("first"), `${how}: the letter's answer is not first`);
    await button(page, "Too much").click();
    await say("Would this suit you better?", "proposal");
    await shot(page, `${how}-proposal`);
    const proposal = page.locator("button[name=accept]");
    await proposal.click();
    await say("Done.", "proposal taken");
    await button(page, "Undo").waitFor();
    await shot(page, `${how}-proposal-taken`);
    await button(page, "Undo").click();
    await say("Undone. All is as it was before.", "proposal taken back");
    await open(page, `${person.f}?is=right`, `${how} right`);
    await button(page, "Just right").click();
    await say("Then all stays as it is.", "right");
    check((await page.locator("button[name=accept]").count()) === 0, `${how}: who is content is offered something`);
    await open(page, `${person.f}?is=too-little`, `${how} too little`);
    await button(page, "Too little").click();
    await say("Thank you", "too little");
    await shot(page, `${how}-too-little`);
    await page.getByRole("link", { name: "All choices" }).click();
    await page.locator("#often").waitFor();
  };

  const remind = async (page, person, how) => {
    const say = (words, step) => says(page, words, `${how} ${step}`);
    await open(page, person.r, `${how} event`);
    await shot(page, `${how}-event`);
    await button(page, "Remind me a day before").click();
    await say("Done. We will remind you.", "remind");
    await fits(page, `${how} reminded`);
    await shot(page, `${how}-reminded`);
    await button(page, "Take the reminder back").first().click();
    await say("Done. We will not remind you.", "forget");
  };

  const archive = async (page, person, how) => {
    await open(page, "/", `${how} home`);
    await page.locator("main h2 a").first().click();
    await says(page, "Letters", `${how} archive`);
    await fits(page, `${how} archive`);
    await shot(page, `${how}-archive`);
    const feed = page.getByRole("link", { name: "As a feed" });
    const [here, named] = [await feed.getAttribute("href"), await page.locator("link[rel=alternate]").getAttribute("href")];
    check(here === named, `${how}: the page's feed is ${here}, its head's ${named}`);
    const file = await page.request.get(asked.server + here);
    const kind = file.headers()["content-type"] || "";
    check(file.ok() && kind.startsWith("application/atom+xml"), `${how}: the feed is ${file.status()} ${kind}`);
    check((await file.text()).includes("<title>Snow in the north</title>"), `${how}: the feed has no letter`);
    await page.locator(".letters a").first().click();
    await page.locator(".issue").waitFor();
    await fits(page, `${how} issue`);
    await shot(page, `${how}-issue`);
  };

  const address = (how) => `${how}@example.org`;
  const sent = (page, how) => says(page, "Look into your mailbox", `${how} join`);

  // On our page, with a mistake first; then by the piece on another's page, which brings no style.
  const join = async (page, person, how) => {
    await open(page, "/join", `${how} join`);
    await shot(page, `${how}-join`);
    await page.getByLabel("Your mail address").fill(address(how));
    await button(page, "Send me a mail to confirm").click();
    await says(page, "Choose at least one newsletter.", `${how} join nothing`);
    await shot(page, `${how}-join-nothing`);
    await page.getByRole("link", { name: "Back to the form" }).click();
    await page.getByLabel("Your mail address").waitFor();
    await page.getByLabel("Your mail address").fill(address(how));
    await page.getByRole("checkbox", { name: "The south letter" }).check();
    await button(page, "Send me a mail to confirm").click();
    await sent(page, how);
    await fits(page, `${how} sent`);
    await shot(page, `${how}-sent`);

    const elsewhere = "http://elsewhere.example/";
    const body = `<!doctype html><html lang="en"><meta name="viewport" content="width=device-width"><title>A shop</title><main><h1>A shop</h1>${asked.form}</main></html>`;
    await page.route(elsewhere, (route) => route.fulfill({ contentType: "text/html; charset=utf-8", body }));
    await page.goto(elsewhere);
    await fits(page, `${how} elsewhere`);
    await shot(page, `${how}-elsewhere`);
    await page.getByLabel("Your mail address").fill(address(`${how}-elsewhere`));
    await button(page, "Send me a mail to confirm").click();
    await sent(page, `${how} elsewhere`);
    check(page.url().startsWith(`${asked.server}/join/sent`), `${how}: the piece leads to ${page.url()}`);
  };

  const confirm = async (page, person, how) => {
    await open(page, person.c.en, `${how} confirm`);
    await says(page, "One press, and you are in", `${how} confirm`);
    await shot(page, `${how}-confirm`);
    await button(page, "Yes, that was me").click();
    await says(page, "Welcome", `${how} welcome`);
    await fits(page, `${how} welcome`);
    await shot(page, `${how}-welcome`);
    await open(page, person.c.en, `${how} confirm again`);
    await says(page, "Done already", `${how} confirm again`);
  };

  // What is known, the link for its owner, and with it new links: the old one offers a fresh one.
  const data = async (page, person, how) => {
    const say = (words, step) => says(page, words, `${how} ${step}`);
    await open(page, person.p, `${how} data`);
    await page.getByRole("link", { name: "My data" }).click();
    await say("What you chose and agreed to", "data");
    await fits(page, `${how} data`);
    await shot(page, `${how}-data`);
    await button(page, "Send me the link").click();
    await say("a link is on its way", "data link");
    await open(page, person.s, `${how} owner`);
    await shot(page, `${how}-owner`);
    await button(page, "Make them new").click();
    await say("Your links are new", "links");
    await shot(page, `${how}-new-links`);
    await open(page, person.s, `${how} owner again`);
    await say("This link no longer works", "owner again");
    await page.goto(asked.server + person.p);
    await say("This link is no longer yours", "revoked");
    await shot(page, `${how}-revoked`);
    await button(page, "Send me a fresh link").click();
    await say("Look into your mailbox", "fresh");
  };

  // The file with all that is kept arrives, and once.
  const take = async (page, person, how) => {
    await open(page, person.s, `${how} data`);
    const begun = page.waitForEvent("download");
    await button(page, "As JSON").click();
    const file = await begun;
    const kept = JSON.parse(fs.readFileSync(await file.path(), "utf8"));
    check(kept.address.includes("@"), `${how}: the file does not say whose it is`);
    await page.goto(asked.server + person.s);
    await says(page, "This link no longer works", `${how} taken`);
  };

  // The pages of these journeys, to be judged in a language. A confirmation speaks as its form did.
  const pages = (person, tag) => [
    ["question", `${person.f}?is=too-much`],
    ["proposal", `${person.f}?said=too-much`],
    ["too-little", `${person.f}?said=too-little`],
    ["event", person.r],
    ["archive", "/n/north"],
    ["join", `/join?lang=${tag}`],
    ["join-one", `/join/north?lang=${tag}`],
    ["sent", `/join/sent?lang=${tag}`],
    ["confirm", person.c[tag]],
    ["data", `${person.p}/data`],
    ["owner", person.s],
    ["owner-gone", "/s/nothing"],
  ];

  // Tab, Space and Enter alone.
  const byKeyboard = async (page, person, how, focus) => {
    await page.goto(`${asked.server}${person.f}`);
    await focus("Too much");
    await page.keyboard.press("Enter");
    await says(page, "Would this suit you better?", `${how} answer`);
    await page.goto(`${asked.server}/join`);
    await focus("address");
    await page.keyboard.type(address(how));
    await focus("newsletter");
    await page.keyboard.press("Space");
    await focus("Send me a mail");
    await page.keyboard.press("Enter");
    await sent(page, how);
    await page.goto(asked.server + person.c.en);
    await focus("Yes, that was me");
    await page.keyboard.press("Enter");
    await says(page, "Welcome", `${how} confirm`);
    await page.goto(asked.server + person.s);
    await focus("Make them new");
    await page.keyboard.press("Enter");
    await says(page, "Your links are new", `${how} owner`);
  };

  return { answer, remind, archive, join, confirm, data, take, pages, byKeyboard };
};
