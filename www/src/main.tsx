import './styles/tokens.css';
import './styles/base.css';
import { render } from 'preact';
import icon from './styles/icon.svg?raw';
import { App, loadGuide, loadScreens } from './app.tsx';
import { allIsLoaded, tryConnection, watchRequests } from './state/lamp.ts';
import { loadEngine, prepareEngine } from './state/inspect.ts';
import { keepOffline } from './state/offline.ts';

// From memory: browsers fetch a linked icon again with every change of the address, and this page
// makes no requests once it is ready.
const link = document.createElement('link');
link.rel = 'icon';
link.href = URL.createObjectURL(new Blob([icon], { type: 'image/svg+xml' }));
document.head.append(link);

const root = document.getElementById('app');
if (root !== null) {
  render(<App />, root);
  watchRequests();
  void tryConnection();
  // Behind the landing page: it can be used before these are there.
  requestAnimationFrame(() =>
    setTimeout(() => {
      prepareEngine();
      // What a closed tab left in the storage of this page goes as soon as there is time.
      loadScreens()
        .then(() => import('./formats/index.ts'))
        .then(({ loadSystems }) => loadSystems())
        .then(loadGuide)
        .then(() => import('./state/save.ts'))
        .then(({ sweep }) => sweep())
        .then(allIsLoaded)
        // A page whose engine does not start is not worth keeping.
        .then(loadEngine)
        .then(keepOffline)
        .catch(() => undefined);
    }),
  );
}
