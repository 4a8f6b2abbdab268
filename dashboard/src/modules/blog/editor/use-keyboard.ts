import { useEffect } from "react";

/** How much of the page the keyboard of a phone covers, as `--keyboard`: only the visual viewport knows on iOS. */
export function useKeyboardInset(): void {
  useEffect(() => {
    const view = window.visualViewport;
    if (!view) return undefined;
    const root = document.documentElement;
    const look = () => {
      const covered = Math.max(0, window.innerHeight - view.height - view.offsetTop);
      root.style.setProperty("--keyboard", `${String(Math.round(covered))}px`);
    };
    look();
    view.addEventListener("resize", look);
    view.addEventListener("scroll", look);
    return () => {
      view.removeEventListener("resize", look);
      view.removeEventListener("scroll", look);
      root.style.removeProperty("--keyboard");
    };
  }, []);
}
