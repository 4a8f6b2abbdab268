import type { ReactNode } from "react";
import { SessionProvider } from "@/modules/shell/session";
import { Shell } from "@/modules/shell/Shell";

export default function Layout({ children }: { children: ReactNode }) {
  return (
    <SessionProvider>
      <Shell>{children}</Shell>
    </SessionProvider>
  );
}
