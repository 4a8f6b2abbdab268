import { Suspense } from "react";
import { BlogList } from "@/modules/blog/pages/BlogList";

export default function Page() {
  return (
    <Suspense>
      <BlogList />
    </Suspense>
  );
}
