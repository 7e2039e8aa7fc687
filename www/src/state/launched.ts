/** Files that were opened with the installed page from the system's file manager (File Handling API, `public/manifest.webmanifest`). */
import { fromFiles } from './inputs.ts';
import { openTaken, tell } from './inspect.ts';

interface LaunchQueue {
  setConsumer(consumer: (launch: { files: readonly { getFile(): Promise<File> }[] }) => void): void;
}

export function takeLaunched(): void {
  const { launchQueue } = window as { launchQueue?: LaunchQueue };
  launchQueue?.setConsumer(({ files }) => {
    if (files.length === 0) return;
    Promise.all(files.map((each) => each.getFile()))
      .then((all) => openTaken(fromFiles(all)))
      .catch(tell);
  });
}
