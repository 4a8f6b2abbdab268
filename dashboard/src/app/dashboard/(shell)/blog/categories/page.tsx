import { titled } from "@/i18n/server";
import { Taxonomies } from "@/modules/blog/pages/Taxonomies";

export const generateMetadata = () => titled("categories");

export default function Page() {
  return <Taxonomies kind="categories" />;
}
