import { nothingTold, World, type Fault, type Told } from "./world";

export interface Report {
  readonly told: Told;
  readonly failure: { readonly seed: number; readonly message: string } | undefined;
}

/** Runs histories one seed after the other until one loses something. */
export function histories(first: number, count: number, fault?: Fault): Report {
  const told = nothingTold();
  for (let seed = first; seed < first + count; seed += 1) {
    const world = new World(seed, fault);
    try {
      world.run(60);
    } catch (error) {
      return { told, failure: { seed, message: error instanceof Error ? error.message : String(error) } };
    }
    for (const key of Object.keys(told)) {
      if (isCounter(key)) told[key] += world.told[key];
    }
  }
  return { told, failure: undefined };
}

function isCounter(key: string): key is keyof Told {
  return key in nothingTold();
}
