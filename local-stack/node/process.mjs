// What the long-running tools share: a ready line on stdout, an orderly end on a signal.

/**
 * @param {string} name for messages on stderr
 * @param {() => Promise<{ ready: object, stop: () => Promise<void> }>} start
 */
export async function runUntilSignal(name, start) {
  let running;
  try {
    running = await start();
  } catch (error) {
    process.stderr.write(`${name}: ${error instanceof Error ? error.message : String(error)}\n`);
    process.exit(1);
  }
  const { ready, stop } = running;
  let stopping = false;
  const end = () => {
    if (stopping) return;
    stopping = true;
    stop().then(
      () => process.exit(0),
      () => process.exit(1),
    );
  };
  process.on("SIGTERM", end);
  process.on("SIGINT", end);
  process.stdout.write(`${JSON.stringify(ready)}\n`);
}
