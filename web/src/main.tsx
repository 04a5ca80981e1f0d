import '@cloudscape-design/global-styles/index.css';
import './styles.css';
import { QueryClientProvider } from '@tanstack/react-query';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { createQueryClient } from './api-client/query-client.ts';
import { loadAppSettings } from './app-settings.ts';
import { Console } from './console.tsx';
import { applyAppearance, chosenAppearance } from './shell/appearance.ts';
import { createSignIn } from './sign-in/sign-in.ts';
import { SignInProblem } from './sign-in/sign-in-problem.tsx';

const place = document.querySelector('#console');
if (place === null) throw new Error('The page has no element #console.');
const root = createRoot(place);
applyAppearance(chosenAppearance());

try {
  const settings = await loadAppSettings(window.fetch.bind(window));
  const signIn = createSignIn(settings, window.location.origin);
  const beginning = await signIn.begin(window.location);
  if (beginning.show === 'console') {
    window.history.replaceState(null, '', beginning.returnTo);
    root.render(
      <StrictMode>
        <QueryClientProvider client={createQueryClient()}>
          <Console signIn={signIn} />
        </QueryClientProvider>
      </StrictMode>,
    );
  }
} catch (error) {
  root.render(<SignInProblem error={error} />);
}
