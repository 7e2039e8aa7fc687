/** The example that travels with the page: a night of backups, loaded when somebody asks for it. */
import { FILES } from '../../engine/generated/sharepoint-example.ts';
import type { Taken } from '../../state/inputs.ts';

export function exampleFolder(): Taken {
  const inputs = FILES.map(({ path, bytes, changed, pieces }) => {
    const whole = new Uint8Array(bytes);
    for (const [at, base64] of pieces)
      whole.set(
        Uint8Array.from(atob(base64), (character) => character.charCodeAt(0)),
        at,
      );
    const file = new File([whole], path.split('/').at(-1) ?? path, { lastModified: changed });
    return { path, tree: 1, file };
  });
  return { inputs, unread: [], empty: [] };
}
