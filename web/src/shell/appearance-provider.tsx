import { createContext, type ReactNode, use, useEffect, useMemo, useState } from 'react';
import { type Appearance, applyAppearance, chosenAppearance, darkSystem, keepAppearance } from './appearance.ts';

type AppearanceChoice = { appearance: Appearance; choose: (appearance: Appearance) => void };

const AppearanceContext = createContext<AppearanceChoice>({ appearance: 'system', choose: () => undefined });

/** The chosen appearance, and how to choose another one. */
export function useAppearance(): AppearanceChoice {
  return use(AppearanceContext);
}

/** Keeps the page in the chosen colours, or in those of the computer when it changes them. */
export function AppearanceProvider({ children }: { children: ReactNode }) {
  const [appearance, setAppearance] = useState(chosenAppearance);
  useEffect(() => {
    const apply = () => applyAppearance(appearance);
    apply();
    const system = darkSystem();
    system.addEventListener('change', apply);
    return () => system.removeEventListener('change', apply);
  }, [appearance]);
  const choice = useMemo(
    () => ({
      appearance,
      choose: (chosen: Appearance) => {
        keepAppearance(chosen);
        setAppearance(chosen);
      },
    }),
    [appearance],
  );
  return <AppearanceContext value={choice}>{children}</AppearanceContext>;
}
