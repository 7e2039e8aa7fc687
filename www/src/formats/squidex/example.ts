/** The example that travels with the page, loaded when somebody asks for it. */
import base64 from '../../../assets/example.zip?base64';

export function exampleFile(): File {
  const text = atob(base64);
  const bytes = Uint8Array.from(text, (character) => character.charCodeAt(0));
  return new File([bytes], 'example-demo-shop.zip', {
    type: 'application/zip',
    lastModified: Date.UTC(2026, 10, 1),
  });
}
