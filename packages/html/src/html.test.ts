import { expect, test } from 'vitest';
import { html, nothing } from './index.ts';

test('what people write is text on a page, and never markup', () => {
  const name = `<img src=x onerror="alert('1')">&`;
  expect(html`<p title="${name}">${name}</p>`.text).toBe(
    '<p title="&lt;img src=x onerror=&quot;alert(&#39;1&#39;)&quot;&gt;&amp;">&lt;img src=x onerror=&quot;alert(&#39;1&#39;)&quot;&gt;&amp;</p>',
  );
});

test('templates nest, alone and in lists', () => {
  const items = ['a', '<b>'].map((text) => html`<i>${text}</i>`);
  expect(html`<p>${items}${nothing}</p>`.text).toBe('<p><i>a</i><i>&lt;b&gt;</i></p>');
});
