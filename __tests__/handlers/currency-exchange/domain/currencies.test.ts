import { data } from "currency-codes";
import { isCurrency, minorUnitsOf, nameOf } from "../../../../handlers/currency-exchange/domain/currencies";

const NO_CURRENCIES = ["XTS", "XXX"];

test("every currency of the ISO 4217 list is known, by its name and with its minor units", () => {
  const listed = data.filter(({ code }) => !NO_CURRENCIES.includes(code));
  const ours = listed.map(({ code, digits }) => ({
    code,
    known: isCurrency(code),
    name: nameOf(code),
    // The list says 0 where ISO says "N.A.", as of metals.
    digits: minorUnitsOf(code) ?? 0,
    listed: digits,
  }));
  expect(ours.filter(({ known, digits, listed }) => !known || digits !== listed)).toEqual([]);
  expect(ours.map(({ name }) => name)).toEqual(listed.map(({ currency }) => currency.trim()));
});

test.each(["BGN", "CYP", "EEK", "HRK", "LTL", "LVL", "MTL", "ROL", "SIT", "SKK", "TRL"])(
  "%s, withdrawn since 1999, is known",
  (code) => {
    expect(isCurrency(code)).toBe(true);
  },
);

test.each(["XCG", "ZWG", "XAD"])("%s, newer than the list, is known", (code) => {
  expect(isCurrency(code)).toBe(true);
});

test.each(["BTC", "XXX", "XTS", "eur", "", "constructor", "__proto__", "toString"])(
  "%j is not a currency",
  (code) => {
    expect(isCurrency(code)).toBe(false);
  },
);

test("minor units are ISO 4217's, not those of CLDR", () => {
  const units = ["EUR", "JPY", "KWD", "HUF", "IDR", "CLF", "XAU"].map(minorUnitsOf);
  expect(units).toEqual([2, 0, 3, 2, 2, 4, undefined]);
});
