import { useLayoutEffect, useState, type RefObject } from "react";

/** How many of the things, each as wide as it says, fit beside what is always there. */
export function useFit(
  box: RefObject<HTMLElement | null>,
  widths: readonly number[],
  reserved: number,
): number {
  const [count, setCount] = useState(widths.length);
  const [all, key] = [widths.length, widths.join()];
  useLayoutEffect(() => {
    const element = box.current;
    if (!element) return undefined;
    const measure = () => {
      const style = getComputedStyle(element);
      const inner = element.clientWidth - parseFloat(style.paddingLeft) - parseFloat(style.paddingRight);
      setCount(fitting(key === "" ? [] : key.split(",").map(Number), inner - reserved));
    };
    const observer = new ResizeObserver(measure);
    observer.observe(element);
    measure();
    return () => observer.disconnect();
  }, [box, key, all, reserved]);
  return Math.min(count, all);
}

function fitting(widths: readonly number[], room: number): number {
  let used = 0;
  const first = widths.findIndex((width) => (used += width) > room);
  return first === -1 ? widths.length : first;
}
