import { Suspense } from "react";
import { titled } from "@/i18n/server";
import { BlogList } from "@/modules/blog/pages/BlogList";

export const generateMetadata = () => titled("posts");

export default function Page() {
  return (
    <Suspense>
      <BlogList />
    </Suspense>
  );
}
