import { describe, expect, it } from 'vitest';
import { scaleBlocks, withBlocks } from '../../../infra/capacity/scale-page.ts';
import { committedScalePage } from '../../../infra/docs/generate-scale.ts';

describe('docs/scale.md', () => {
  it('shows what the capacity command reckons (else: npm run docs)', () => {
    expect(committedScalePage()).toBe(withBlocks(committedScalePage()));
  });

  it('changes with the figures, and only between its marks', () => {
    const page = committedScalePage();
    const changed = withBlocks(page, { ...scaleBlocks(), loads: 'NEW' });
    expect(changed).toContain('<!-- npm run docs: loads -->\nNEW\n<!-- end: loads -->');
    expect(withBlocks(changed)).toBe(page);
  });

  it('names the mark that is missing', () => {
    expect(() => withBlocks('# Scale', { loads: '' })).toThrow('<!-- npm run docs: loads -->');
  });
});
