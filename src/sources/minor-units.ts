// As Stripe counts, which isn't quite ISO 4217: ISK and UGX have no minor unit, and Stripe still sends two digits for them.
const WITHOUT_MINOR_UNIT = [
  "BIF",
  "CLP",
  "DJF",
  "GNF",
  "JPY",
  "KMF",
  "KRW",
  "MGA",
  "PYG",
  "RWF",
  "VND",
  "VUV",
  "XAF",
  "XOF",
  "XPF",
];
const WITH_THOUSANDTHS = ["BHD", "JOD", "KWD", "OMR", "TND"];

/** A whole number of Stripe's smallest units as the exact decimal it stands for: 720000 USD is "7200.00". */
export function toDecimal(minorUnits: number, currency: string): string {
  const digits = digitsOf(currency.toUpperCase());
  if (digits === 0) return String(minorUnits);
  const sign = minorUnits < 0 ? "-" : "";
  const text = String(Math.abs(minorUnits)).padStart(digits + 1, "0");
  return `${sign}${text.slice(0, -digits)}.${text.slice(-digits)}`;
}

function digitsOf(currency: string): 0 | 2 | 3 {
  if (WITHOUT_MINOR_UNIT.includes(currency)) return 0;
  return WITH_THOUSANDTHS.includes(currency) ? 3 : 2;
}
