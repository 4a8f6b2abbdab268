import type { ReactNode } from "react";
import { StoreProvider } from "@/modules/blog/store/provider";

export default function Layout({ children }: { children: ReactNode }) {
  return <StoreProvider>{children}</StoreProvider>;
}
