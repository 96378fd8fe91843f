// A reader's journeys in a real browser: with and without JavaScript, on a phone and on a desk, light and dark, by
// keyboard alone, judged by axe-core. Started by `tests/it/browser.rs` with a JSON description on standard input;
// says what it saw, one line a finding, and ends with 1 if anything is wrong. It asks nobody but the server. Joining, one's
// own data, and the pages that only some letters link to stand in `apart.cjs`.
"use strict";

const fs = require("node:fs");
const path = require("node:path");
const { chromium } = require("playwright-core");
const axe = require("axe-core");
const apart = require("./apart.cjs");

const asked = JSON.parse(fs.readFileSync(0, "utf8"));
const findings = [];
let checks = 0;
let judged = 0;

const check = (holds, what) => {
  checks += 1;
  if (!holds) findings.push(what);
};

// The part of a phone's screen that shows a page.
const PHONE = { width: 360, height: 640 };
const DESK = { width: 1280, height: 800 };

const shot = async (page, name) => {
  if (!asked.shots) return;
  fs.mkdirSync(asked.shots, { recursive: true });
  await page.screenshot({ path: path.join(asked.shots, `${name}.png`), fullPage: true });
};

const judge = async (page, where) => {
  await page.evaluate(axe.source);
  const tags = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];
  const result = await page.evaluate((values) => window.axe.run({ runOnly: { type: "tag", values } }), tags);
  judged += 1;
  for (const one of result.violations) {
    for (const node of one.nodes) findings.push(`${where}: axe ${one.id}: ${node.html} ${node.failureSummary}`);
  }
};

const fits = async (page, where) => {
  const wide = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
  check(wide <= 0, `${where}: ${wide} px wider than the screen`);
  // Nothing that can be picked from a list is cut short.
  const cut = await page.evaluate(() => {
    const pen = document.createElement("canvas").getContext("2d");
    const arrow = 20;
    const tooWide = (select) => {
      const style = getComputedStyle(select);
      const room = select.clientWidth - parseFloat(style.paddingLeft) - parseFloat(style.paddingRight) - arrow;
      pen.font = style.font;
      const shown = select.clientWidth > 0;
      return [...select.options].map((one) => one.text).filter((said) => shown && pen.measureText(said).width > room);
    };
    return [...document.querySelectorAll("select")].flatMap(tooWide);
  });
  check(cut.length === 0, `${where}: cut short in a list: ${cut.join(", ")}`);
};

const text = (page) => page.locator("main").innerText();

const says = async (page, words, where) => {
  await page.locator("main").getByText(words, { exact: false }).first().waitFor({ timeout: 5000 }).catch(() => {});
  check((await text(page)).includes(words), `${where}: "${words}" is not said:\n${await text(page)}`);
};

// Everything above the fold of the first screen.
const firstScreen = async (page, where) => {
  for (const one of ["h1", "main .lead", ".four > :nth-child(1)", ".four > :nth-child(4)"]) {
    const box = await page.locator(one).first().boundingBox();
    check(box && box.y + box.height <= PHONE.height, `${where}: ${one} ends at ${box && box.y + box.height}`);
  }
  const small = await page.evaluate(() => {
    // A tick is touched by its label.
    const all = [...document.querySelectorAll("button, summary, a, input, select")];
    const shown = all.filter((one) => one.type !== "hidden" && one.type !== "checkbox");
    return shown
      .map((one) => [one, one.getBoundingClientRect()])
      .filter(([, box]) => box.width > 0 && (box.width < 24 || box.height < 24))
      .map(([one]) => one.outerHTML);
  });
  check(small.length === 0, `${where}: too small to touch: ${small.join(" ")}`);
};

const button = (page, name) => page.getByRole("button", { name });
const panel = (page, name) => page.locator("summary.big", { hasText: name });

const choose = async (page, person, how) => {
  const say = (words, step) => says(page, words, `${how} ${step}`);
  await page.goto(asked.server + person.p);
  await fits(page, how);
  if (how.includes("phone")) await firstScreen(page, how);
  await shot(page, `${how}-page`);

  await button(page, /^Fewer/).click();
  await say("Done. You get fewer letters from now on.", "fewer");
  await button(page, "Undo").click();
  await say("Undone. All is as it was before.", "undo");

  // From the open link to another rhythm: two clicks.
  await page.goto(asked.server + person.p);
  let clicks = 0;
  const click = async (what) => {
    await what.click();
    clicks += 1;
  };
  await click(page.locator("#often > summary"));
  await click(button(page, /^Once a month/).first());
  await say("Done. Your next letter follows it.", "how often");
  check(clicks === 2, `${how}: ${clicks} clicks to another rhythm`);
  check(await page.locator("#often[open]").count(), `${how}: the group folded up`);
  await shot(page, `${how}-often`);
  await button(page, "Undo").click();
  await say("Undone.", "undo how often");

  await button(page, /^Only events/).first().click();
  await say("Done. From now on you get only events.", "only events");
  await button(page, "Undo").click();
  await say("Undone.", "undo only events");

  await panel(page, "Pause").click();
  await shot(page, `${how}-pause`);
  await button(page, /^4 weeks/).click();
  await say("Done. Your letters pause.", "pause");
  await button(page, /^Start again/).click();
  await say("Done. Your letters come again.", "resume");

  await page.locator("#what > summary").click();
  await page.locator("#when > summary").click();
  await page.locator("#when .fold > summary", { hasText: "Quiet hours" }).click();
  await page.locator("#when input[name=from]").fill("20:00");
  await page.locator("#when form:has(input[name=from]) button").first().click();
  await say("Done. It holds at once.", "quiet hours");
  await page.locator("#much > summary").click();
  await page.locator("#much .fold > summary", { hasText: "Letters in all" }).click();
  await shot(page, `${how}-more`);
  await button(page, /^At most 2 letters in four weeks/).click();
  await say("Done. It holds at once.", "letters in all");
  // The same words were said of the quiet hours: only the foot tells that this answer has come.
  const foot = page.locator("footer", { hasText: "as you chose" });
  check(await foot.waitFor().then(() => true, () => false), `${how}: the limit is not said`);

  await page.getByLabel("What would suit you better?").fill("Fewer events, please <b>");
  await shot(page, `${how}-remark`);
  await button(page, "Send").click();
  await say("Thank you. It is with us.", "remark");
  check(!(await page.content()).includes("Fewer events, please"), `${how}: the page shows the words`);
  await shot(page, `${how}-remarked`);
  await button(page, "Take it back").click();
  await say("Done. We no longer have it.", "remark withdrawn");
  await button(page, "Undo").click();
  await say("Undone.", "undo remark");

  await panel(page, "Stop").click();
  await shot(page, `${how}-stop`);
  await button(page, /^The north letter/).click();
  await say("Done. It is stopped, as you asked.", "stop");
  await shot(page, `${how}-stopped`);
  await button(page, "Once a month instead").click();
  await say("Done. It comes once a month.", "monthly instead");
  await page.reload();
  check(!(await text(page)).includes("once a month suit you better?"), `${how}: it is offered again`);
};

const leave = async (page, person, how) => {
  await page.goto(asked.server + person.u);
  await fits(page, `${how} leaving`);
  await shot(page, `${how}-leave`);
  await button(page, /^Stop The south letter/).click();
  await says(page, "Done. It is stopped, as you asked.", `${how} leave`);
  await shot(page, `${how}-left`);
  await button(page, "Undo").click();
  await says(page, "Undone.", `${how} undo leaving`);
  await page.goto(asked.server + person.why);
  await fits(page, `${how} why`);
  await says(page, "This letter came on", `${how} why`);
  await shot(page, `${how}-why`);
  await page.goto(`${asked.server}${person.p}/place`);
  await fits(page, `${how} place`);
};

// The steps of the other file, with what they need from this one.
const also = apart({ asked, check, says, fits, shot, button });

// Every page of a reader, in every language, judged.
const speak = async (page, person, how) => {
  for (const [tag, name] of [["ru", "Русский"], ["lv", "Latviešu"], ["es", "Español"], ["en", "English"]]) {
    await page.goto(asked.server + person.p);
    await button(page, name).click();
    await page.locator(`html[lang=${tag}]`).waitFor({ timeout: 5000 });
    await page.goto(asked.server + person.p);
    const where = `${how} ${tag}`;
    await fits(page, where);
    if (how.includes("phone")) await firstScreen(page, where);
    await shot(page, `${how}-${tag}`);
    await judge(page, where);
    for (const group of await page.locator("details.group > summary, details.fold > summary, summary.big").all()) {
      if (await group.isVisible()) await group.click();
    }
    await fits(page, `${where} unfolded`);
    await judge(page, `${where} unfolded`);
    await shot(page, `${how}-${tag}-unfolded`);
    const own = [["leave", person.u], ["why", person.why], ["place", `${person.p}/place`], ["bad", "/p/nothing"], ["issue", person.issue], ["home", "/"]];
    for (const [one, address] of [...own, ...also.pages(person, tag)]) {
      await page.goto(asked.server + address);
      await fits(page, `${where} ${one}`);
      await judge(page, `${where} ${one}`);
      await shot(page, `${how}-${tag}-${one}`);
    }
  }
};

// Goes on by Tab until what has the focus begins with these words, or is the field of this name.
const focusing = (page, how) => async (wanted) => {
  for (let presses = 0; presses < 60; presses += 1) {
    await page.keyboard.press("Tab");
    const at = await page.evaluate(() => {
      const one = document.activeElement;
      const ring = getComputedStyle(one);
      return { said: one.innerText || one.name || "", ring: ring.outlineStyle !== "none" && ring.outlineWidth !== "0px" };
    });
    if (at.said.startsWith(wanted)) {
      check(at.ring, `${how}: no focus is shown on ${wanted}`);
      return;
    }
  }
  check(false, `${how}: ${wanted} cannot be reached by Tab`);
};

// Tab and Enter alone.
const byKeyboard = async (page, person, how) => {
  const focus = focusing(page, how);
  await page.goto(asked.server + person.p);
  await focus("Fewer");
  await page.keyboard.press("Enter");
  await says(page, "Done. You get fewer letters from now on.", how);
  await focus("Undo");
  await page.keyboard.press("Enter");
  await says(page, "Undone.", how);
  await focus("Stop");
  await page.keyboard.press("Enter");
  await focus("All newsletters");
  await page.keyboard.press("Enter");
  await says(page, "Done. It is stopped, as you asked.", how);
  await focus("Undo");
  await page.keyboard.press("Enter");
  await says(page, "Undone.", how);
};

// Two clicks at once are one press; what it did is said, and taken back whole.
const twice = async (page, person, how) => {
  await page.goto(asked.server + person.p);
  const chosen = async () => (await page.locator("main").innerText()).replace(/\s+/g, " ");
  const before = await chosen();
  await page.evaluate(() => {
    const fewer = document.querySelector("button[value=fewer]");
    fewer.click();
    fewer.click();
  });
  await says(page, "Done. You get fewer letters", `${how} twice`);
  await button(page, "Undo").click();
  await says(page, "Undone.", `${how} twice`);
  await page.goto(asked.server + person.p);
  check((await chosen()) === before, `${how}: two clicks were two steps`);
};

const journeys = [choose, also.answer, also.remind, also.archive, also.join, also.confirm, leave, also.data];
const byKeys = [byKeyboard, (page, person, how) => also.byKeyboard(page, person, how, focusing(page, how))];

// A scanner opens every link and lets its scripts run; the caller compares what the operator sees.
const scan = async (page) => {
  for (const address of asked.scanned) {
    await page.goto(asked.server + address).catch(() => {});
    await page.waitForTimeout(20);
  }
};

const main = async () => {
  const browser = await chromium.launch({ executablePath: asked.chromium, args: ["--no-sandbox"] });
  const open = async (options, how) => {
    const context = await browser.newContext({ locale: "en-GB", ...options });
    const page = await context.newPage();
    page.setDefaultTimeout(10_000);
    page.on("request", (request) => {
      const known = [asked.server, "http://elsewhere.example/"];
      check(known.some((one) => request.url().startsWith(one)), `${how}: asks ${request.url()}`);
    });
    page.on("console", (message) => {
      // Pages that say on purpose what is wrong, is not there, or is no longer there.
      const onPurpose = /status of (400|404|410) /.test(message.text());
      if (message.type() === "error" && !onPurpose) findings.push(`${how}: ${message.text()}`);
    });
    page.on("pageerror", (error) => findings.push(`${how}: ${error}`));
    return { context, page };
  };
  const people = [...asked.people];
  const walk = async (how, options, steps) => {
    const { context, page } = await open(options, how);
    const person = people.shift();
    for (const step of steps) {
      await step(page, person, how).catch((error) => findings.push(`${how}: ${error}`));
    }
    check((await context.cookies()).length === 0, `${how}: a cookie was set`);
    await context.close();
  };
  if (asked.scanned) {
    const { context, page } = await open({}, "scanner");
    await scan(page);
    await context.close();
  } else {
    const walks = [];
    for (const [size, viewport] of [["phone", PHONE], ["desk", DESK]]) {
      for (const colorScheme of ["light", "dark"]) {
        walks.push([`${size}-${colorScheme}`, { viewport, colorScheme }, [speak]]);
        for (const javaScriptEnabled of [true, false]) {
          const how = `${size}-${colorScheme}-${javaScriptEnabled ? "script" : "plain"}`;
          walks.push([how, { viewport, colorScheme, javaScriptEnabled }, journeys]);
        }
      }
    }
    walks.push(["taking", { viewport: DESK }, [twice, also.take]]);
    walks.push(["taking-plain", { viewport: PHONE, javaScriptEnabled: false }, [also.take]]);
    walks.push(["keyboard", { viewport: DESK }, byKeys]);
    walks.push(["keyboard-plain", { viewport: PHONE, javaScriptEnabled: false }, byKeys]);
    // Two readers at once: each has their own browser context.
    const onward = async () => {
      for (let next = walks.shift(); next; next = walks.shift()) await walk(...next);
    };
    await Promise.all([onward(), onward()]);
  }
  await browser.close();
  process.stdout.write(`${checks} checks, ${judged} pages judged, ${findings.length} findings\n`);
  for (const one of findings) process.stdout.write(`- ${one}\n`);
  process.exitCode = findings.length === 0 ? 0 : 1;
};

main().catch((error) => {
  process.stdout.write(`${error.stack}\n`);
  process.exitCode = 1;
});
