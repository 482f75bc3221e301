import type { Visitor } from './visitor.ts';

type Words = string | RegExp;

/** How the steps of a journey are done: only by keys, or by clicks. Things are found by their visible name, as people find them. */
export interface Hands {
  press(name: Words, role?: 'link' | 'button'): Promise<void>;
  type(label: Words, text: string): Promise<void>;
  /** A day as `YYYY-MM-DD`. */
  date(label: Words, day: string): Promise<void>;
  choose(name: Words, role: 'radio' | 'checkbox'): Promise<void>;
}

export const byKeys = ({ page, reach, press, type, choose }: Visitor): Hands => ({
  press: (name, role = 'button') => press(page.getByRole(role, { name }).first()),
  type: (label, text) => type(page.getByLabel(label).first(), text),
  async date(label, day) {
    const field = page.getByLabel(label).first();
    await reach(field);
    const [year = '', month = '', date = ''] = day.split('-');
    // The browser decides the order of the parts, by the machine's language.
    for (const parts of [
      [year, month, date],
      [month, date, year],
      [date, month, year],
    ]) {
      await page.keyboard.press('ArrowLeft');
      await page.keyboard.press('ArrowLeft');
      for (const part of parts) {
        await page.keyboard.type(part);
        // A year takes up to six digits, so the browser does not move on to the next part by itself.
        if (part === year) await page.keyboard.press('ArrowRight');
      }
      if ((await field.inputValue()) === day) return;
    }
    throw new Error(`${String(label)}: ${day} could not be typed`);
  },
  choose: (name, role) => choose(page.getByRole(role, { name }).first()),
});

export const byClicks = ({ page }: Visitor): Hands => ({
  press: (name, role = 'button') => page.getByRole(role, { name }).first().click(),
  type: (label, text) => page.getByLabel(label).first().fill(text),
  date: (label, day) => page.getByLabel(label).first().fill(day),
  choose: (name, role) => page.getByRole(role, { name }).first().check({ force: true }),
});
