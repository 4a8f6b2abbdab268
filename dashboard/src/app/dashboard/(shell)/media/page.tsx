import { Suspense } from "react";
import { titled } from "@/i18n/server";
import { Media } from "@/modules/media/Media";

export const generateMetadata = () => titled("media");

export default function Page() {
  return (
    <Suspense>
      <Media />
    </Suspense>
  );
}
