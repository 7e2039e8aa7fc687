// With a bundler: from 'backup-inspector'. See README.md there for the policy that this page is to be served with.
import { check, preload } from './node_modules/backup-inspector/index.js';

const [files, bar, stop, says, send] = document.forms[0].querySelectorAll('input, progress, button, output');
let running = new AbortController();
stop.addEventListener('click', () => running.abort(new Error('Stopped.')));
files.addEventListener('change', async () => {
  running.abort(); // another choice takes its place
  const { signal } = (running = new AbortController());
  bar.hidden = stop.hidden = false;
  send.disabled = true;
  const onProgress = ({ bytesDone, bytesTotal }) => (bar.value = bytesDone / Math.max(bytesTotal, 1));
  try {
    const reports = await check(files.files, { onProgress, signal });
    says.textContent = reports.map(({ source, verdict }) => `${source.file_name}: ${verdict.summary}`).join('\n');
    send.disabled = reports.some(({ verdict }) => verdict.outcome === 'fails');
  } catch (error) {
    if (signal !== running.signal) return;
    says.textContent = error.message;
    send.disabled = false; // it is sent unchecked
  }
  if (signal === running.signal) bar.hidden = stop.hidden = true;
});
preload();
