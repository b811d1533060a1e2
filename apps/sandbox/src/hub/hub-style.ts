/** One column that fits a phone, colours for light and dark with at least 4.5:1 of contrast. */
export const HUB_STYLE = `:root { color-scheme: light dark; --ink: #1b1b1f; --soft: #55565e; --paper: #fbfbfd; --card: #fff; --line: #d5d6dd; --strong: #00538a; --on-strong: #fff;
  --good: #1c6b2f; --busy: #6b4e00; --bad: #a31621; }
@media (prefers-color-scheme: dark) { :root { --ink: #ececf1; --soft: #b4b5bf; --paper: #15161a; --card: #1f2026; --line: #3d3f49; --strong: #8cc8f5; --on-strong: #10212e;
  --good: #7bd88f; --busy: #f0c75e; --bad: #ff9aa0; } }
* { box-sizing: border-box; }
body { background: var(--paper); color: var(--ink); font: 1.05rem/1.55 system-ui, sans-serif; margin: 0 auto; max-width: 64rem; padding: 1rem; }
header { align-items: baseline; display: flex; flex-wrap: wrap; gap: .25rem 1rem; justify-content: space-between; }
h1 { font-size: 1.7rem; line-height: 1.2; margin: .5rem 0; } h2 { font-size: 1.25rem; margin: 2rem 0 .5rem; }
a { color: var(--strong); } a, code, td, dd { overflow-wrap: anywhere; }
.soft { color: var(--soft); } p { max-width: 44rem; }
.cards { display: grid; gap: .75rem; grid-template-columns: repeat(auto-fit, minmax(min(100%, 18.5rem), 1fr)); list-style: none; padding: 0; }
.cards > li { background: var(--card); border: 1px solid var(--line); border-radius: .6rem; padding: .9rem 1rem; }
.cards p { margin: .3rem 0 0; }
.places { align-items: start; } .go { background: var(--strong); border-radius: .4rem; color: var(--on-strong); display: inline-block; font-weight: 600; min-height: 2.75rem; padding: .5rem 1rem; text-decoration: none; }
:focus-visible { outline: 3px solid var(--busy); outline-offset: 2px; }
dl { display: grid; gap: .15rem 1rem; grid-template-columns: auto 1fr; margin: .5rem 0 0; } dt { color: var(--soft); } dd { margin: 0; }
.who { font-weight: 600; margin: 0; }
.state { border-inline-start: .35rem solid var(--busy); padding-inline-start: .8rem; } .state.in-step { border-color: var(--good); } .state.failed { border-color: var(--bad); }
code { background: color-mix(in srgb, var(--line) 45%, transparent); border-radius: .25rem; font-size: .92em; padding: .1rem .3rem; }
pre { background: var(--card); border: 1px solid var(--line); border-radius: .4rem; overflow-wrap: anywhere; padding: .6rem .8rem; white-space: pre-wrap; } p code { white-space: nowrap; } pre code { background: none; padding: 0; }
ol li { margin-bottom: .5rem; }
`;
