import { compilePattern, eventPatternViolations } from '../../../../shared/domain/trigger/event-pattern.ts';
import { AwsError } from '../aws-error.ts';
import type { BusEvent } from './read-entries.ts';
import type { Target } from './requests.ts';
import type { Rule, RuleStore } from './rule-store.ts';
import { checkTemplate } from './target-input.ts';

/** Quotas of EventBridge, by default: rules on a bus, targets of a rule. */
const MAX_RULES = 300;
const MAX_TARGETS = 5;

export type Rules = ReturnType<typeof createRules>;
type LoadedRule = Rule & { matches: (event: unknown) => boolean };

/** The rules of all buses, in memory with their patterns compiled, and in the store. */
export function createRules({ store, buses }: { store: RuleStore; buses: readonly string[] }) {
  const byBus = new Map(buses.map((bus) => [bus, new Map<string, LoadedRule>()]));
  for (const rule of store.all()) byBus.get(rule.bus)?.set(rule.name, load(rule));

  const rulesOf = (busName: string) => {
    const bus = busName.split('event-bus/').at(-1) ?? busName;
    const rules = byBus.get(bus);
    if (rules === undefined) throw new AwsError('ResourceNotFoundException', `Event bus ${bus} does not exist.`);
    return { bus, rules };
  };
  const find = (busName: string, name: string): LoadedRule => {
    const { bus, rules } = rulesOf(busName);
    const rule = rules.get(name);
    if (rule !== undefined) return rule;
    throw new AwsError('ResourceNotFoundException', `Rule ${name} does not exist on EventBus ${bus}.`);
  };
  const save = (rule: LoadedRule) => {
    store.put(rule);
    byBus.get(rule.bus)?.set(rule.name, rule);
  };

  return {
    find,

    put(busName: string, rule: Pick<Rule, 'name' | 'pattern' | 'state' | 'description'>): Rule {
      const { bus, rules } = rulesOf(busName);
      checkPattern(rule.pattern);
      const existing = rules.get(rule.name);
      if (existing === undefined && rules.size >= MAX_RULES) {
        throw new AwsError(
          'LimitExceededException',
          `The requested resource exceeds the maximum number allowed: ${MAX_RULES} rules on EventBus ${bus}.`,
        );
      }
      const loaded = load({ ...rule, bus, targets: existing?.targets ?? [] });
      save(loaded);
      return loaded;
    },

    remove(busName: string, name: string): void {
      const { bus, rules } = rulesOf(busName);
      const rule = rules.get(name);
      if (rule === undefined) return;
      if (rule.targets.length > 0) {
        throw new AwsError('ValidationException', "Rule can't be deleted since it has targets.");
      }
      store.remove(bus, name);
      rules.delete(name);
    },

    setState(busName: string, name: string, state: Rule['state']): void {
      save({ ...find(busName, name), state });
    },

    putTargets(busName: string, name: string, targets: readonly Target[]): void {
      const rule = find(busName, name);
      for (const target of targets) checkTemplate(target);
      const kept = rule.targets.filter(({ Id }) => targets.every((target) => target.Id !== Id));
      if (kept.length + targets.length > MAX_TARGETS) {
        throw new AwsError('LimitExceededException', `A rule has ${MAX_TARGETS} targets at most.`);
      }
      save({ ...rule, targets: [...kept, ...targets] });
    },

    removeTargets(busName: string, name: string, ids: readonly string[]): void {
      const rule = find(busName, name);
      save({ ...rule, targets: rule.targets.filter(({ Id }) => !ids.includes(Id)) });
    },

    /** In the order of their names. */
    list(busName: string, prefix: string): Rule[] {
      const { rules } = rulesOf(busName);
      return [...rules.values()]
        .filter(({ name }) => name.startsWith(prefix))
        .sort((a, b) => (a.name < b.name ? -1 : 1));
    },

    matching(busName: string, event: BusEvent): Rule[] {
      const { rules } = rulesOf(busName);
      return [...rules.values()].filter(({ state, matches }) => state === 'ENABLED' && matches(event));
    },
  };
}

function load(rule: Rule): LoadedRule {
  return { ...rule, matches: compilePattern(JSON.parse(rule.pattern)) };
}

function checkPattern(text: string): void {
  const [violation] = eventPatternViolations(parsePattern(text));
  if (violation === undefined) return;
  const where = violation.path === '' ? '' : ` at ${violation.path}`;
  throw invalidPattern(`${violation.message}${where}`);
}

function parsePattern(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw invalidPattern(`Filter is not JSON: ${error instanceof Error ? error.message : String(error)}`);
  }
}

function invalidPattern(reason: string): AwsError {
  return new AwsError('InvalidEventPatternException', `Event pattern is not valid. Reason: ${reason}`);
}
