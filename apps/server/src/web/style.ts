/** The one style sheet of the pages. Served as a file: the pages hold no style of their own, which their Content-Security-Policy would refuse. */
export const STYLE = `:root { color-scheme: light dark; --paper: #fff; --ink: #1b1e21; --accent: #00588f; --on-accent: #fff; --line: #8a8f94; --muted: #50565c; --focus: #d97700;
  --alert: #b3261e; font-family: system-ui, sans-serif; line-height: 1.5; background: var(--paper); color: var(--ink); }
@media (prefers-color-scheme: dark) { :root { --paper: #16191c; --ink: #e9ecee; --accent: #8fc7ee; --on-accent: #06263b; --line: #6d7378; --muted: #b5bbc0; --alert: #ff9b92; } }
* { box-sizing: border-box; }
body { margin: 0 auto; max-width: 44rem; padding: 0 1rem 3rem; }
header { align-items: center; border-bottom: 1px solid var(--line); display: flex; flex-wrap: wrap; gap: .5rem 1rem; justify-content: space-between;
  margin-bottom: 1.5rem; padding: .75rem 0; }
header p { font-weight: bold; margin: 0; }
header nav { align-items: center; display: flex; flex-wrap: wrap; gap: .25rem 1rem; }
h1 { font-size: 1.6rem; line-height: 1.25; }
h2 { font-size: 1.2rem; margin-top: 2rem; }
a { color: var(--accent); }
label { display: block; font-weight: bold; margin-top: 1rem; }
.hint, .muted { color: var(--muted); }
.hint { margin: .1rem 0; }
input, select { border: 1px solid var(--line); border-radius: .5rem; display: block; font: inherit; max-width: 100%; min-height: 2.75rem; padding: .5rem .75rem;
  width: 100%; }
input[type=checkbox] { display: inline-block; height: 1.25rem; margin-inline-end: .5rem; min-height: 0; vertical-align: -.2rem; width: 1.25rem; }
button, .button { background: var(--accent); border: 1px solid var(--accent); border-radius: .5rem; color: var(--on-accent); cursor: pointer;
  display: inline-block; font: inherit; font-weight: bold; margin-top: 1rem; min-height: 2.75rem; padding: .55rem 1.25rem; text-align: center; text-decoration: none; }
button.plain { background: transparent; color: var(--accent); }
header button { margin: 0; min-height: 2.25rem; padding: .25rem .75rem; }
:focus-visible { outline: 3px solid var(--focus); outline-offset: 2px; }
[role=alert], [role=status] { border-inline-start: .3rem solid var(--accent); margin: 1rem 0; padding: .25rem 1rem; }
[role=alert] { border-color: var(--alert); }
ul.cards { list-style: none; padding: 0; }
ul.cards > li { border: 1px solid var(--line); border-radius: .75rem; margin: 0 0 1rem; overflow-wrap: anywhere; padding: .25rem 1rem 1rem; }
ul.actions { display: flex; flex-wrap: wrap; gap: 0 .75rem; list-style: none; margin: 0; padding: 0; }
form.inline { display: inline-block; }
.address { background: color-mix(in srgb, var(--line) 15%, transparent); border-radius: .5rem; display: block; font-family: ui-monospace, monospace;
  overflow-wrap: anywhere; padding: .75rem; }
`;
