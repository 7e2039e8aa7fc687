import './styles/tokens.css';
import './styles/base.css';
import { render } from 'preact';
import { App, loadReport } from './app.tsx';
import { watchRequests } from './parts/lamp/index.tsx';
import { prepareEngine } from './state/inspect.ts';

const root = document.getElementById('app');
if (root !== null) {
  render(<App />, root);
  watchRequests();
  // Behind the landing page: it can be used before these are there.
  requestAnimationFrame(() => setTimeout(() => {
    prepareEngine();
    loadReport().catch(() => undefined);
  }));
}
