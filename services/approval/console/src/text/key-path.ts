/** The bit of a key: each hexadecimal digit is how deep the blade is left at its place. */
export function keyPath(digits: string): string {
  const cuts = [...digits.slice(0, 8)].map((digit, index) => {
    const depth = Number.parseInt(digit, 16);
    const y = 8 + (Number.isNaN(depth) ? 0 : depth) * 0.4;
    return `V${Number(y.toFixed(1))}H${22 + index * 5}`;
  });
  return `M15 4V12H17${cuts.join("")}V7.5L60 4z`;
}
