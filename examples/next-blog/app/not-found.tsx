import { words } from "@/lib/words";

export default function NotFound() {
  return (
    <>
      <h1>{words.notFound}</h1>
      <p>
        <a href="/blog">{words.all}</a>
      </p>
    </>
  );
}
