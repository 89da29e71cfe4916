// The look of the citizen's page: the hall's colours, one column, large text, no web font and no picture file.

/** Put into the page itself: one request, and readable on the worst connection. */
export const STYLE = `
*{box-sizing:border-box;margin:0}
html{font-size:112.5%;-webkit-text-size-adjust:100%}
html.big{font-size:150%}
body{background:#f5f1e8;color:#1d2a2e;line-height:1.45;overflow-wrap:anywhere;
font-family:system-ui,-apple-system,"PingFang SC","Noto Sans CJK SC","Noto Sans SC","Microsoft YaHei",sans-serif}
:lang(zh-Hant){font-family:system-ui,-apple-system,"PingFang TC","Noto Sans CJK TC","Microsoft JhengHei",sans-serif}
:lang(ko){font-family:system-ui,-apple-system,"Apple SD Gothic Neo","Noto Sans CJK KR","Malgun Gothic",sans-serif;
word-break:keep-all}
body>div{max-width:34rem;margin:0 auto;padding:.6rem 1rem 2.5rem}
a{color:#0e5548}
.tall{display:inline-block;padding:.35rem 0}
nav{display:flex;flex-wrap:wrap;gap:.1rem .3rem;align-items:center;font-size:.85rem}
nav a,nav b{display:inline-flex;align-items:center;justify-content:center;min-width:2.75rem;min-height:2.75rem;
padding:0 .15rem}
nav a:last-child{margin-left:auto}
header{font-weight:600;padding:.3rem 0 .6rem}
.card,.box{background:#fffdf8;border:2px solid #a89d87;border-radius:.7rem;padding:1rem;margin:0 0 .9rem}
.card{border-top:.5rem solid #0e5548;text-align:center}
.number{font-size:min(4.6rem,22vw);white-space:nowrap;line-height:1.1;font-weight:800;color:#0e5548}
.state{display:inline-block;border:2px solid;border-radius:2rem;padding:.05rem .9rem;font-weight:600}
.line{font-size:1.45rem;line-height:1.3;font-weight:700;margin-top:.7rem}
.called .card{border-color:#a12f1e;background:#fae9e4}
.called .number,.called .state{color:#a12f1e}
.called .line{font-size:2.1rem}
dl{display:grid;grid-template-columns:1fr 1fr;gap:.7rem;margin-top:.9rem}
dt{font-size:.9rem;color:#4d5a5e}
dd{font-size:1.25rem;font-weight:700}
dd small{display:block;font-size:.9rem;font-weight:400}
dl .wide{grid-column:1/-1}
.age{margin:.8rem 0 .5rem;font-size:.9rem;color:#4d5a5e}
.old .age{color:#7a4d00;font-weight:700}
.soft{color:#4d5a5e;font-size:.95rem}
h1{font-size:1.3rem}h2{font-size:1.1rem;margin-bottom:.4rem}
.box p+p,.box form,.box .press,p+.press{margin-top:.6rem}
.press{display:flex;align-items:center;justify-content:center;width:100%;min-height:3.2rem;padding:.4rem .8rem;
font:inherit;font-weight:600;text-align:center;text-decoration:none;color:#1d2a2e;background:#fffdf8;
border:2px solid #0e5548;border-radius:.7rem;cursor:pointer}
.press+.press{margin-top:.6rem}
.go{background:#0e5548;color:#fffdf8}
.end{border-color:#a12f1e;color:#a12f1e}
#push,#push p{margin-top:.6rem}
#push p:empty{margin:0}
.row{display:flex;flex-wrap:wrap;gap:.6rem;margin:.6rem 0}
.row .press{flex:1 1 8rem;width:auto;margin:0}
.levels{display:grid;gap:.6rem}
.levels .press{justify-content:flex-start;margin:0;gap:.8rem;min-height:3.6rem}
.levels svg{width:2.4rem;height:2.4rem;flex:none}
.levels b{margin-left:auto;color:#4d5a5e}
.change .press{min-height:3.2rem}
label{display:flex;align-items:center;gap:.7rem;min-height:2.9rem}
.field{display:block}
input[type=tel]{display:block;width:100%;min-height:3rem;font:inherit;padding:.4rem .6rem;border:2px solid #0e5548;
border-radius:.5rem;background:#fff;color:#1d2a2e}
input[type=checkbox]{width:1.5rem;height:1.5rem;flex:none}
fieldset{border:0;border-top:1px solid #d8cfbd;padding:.5rem 0}
legend{font-weight:600}
summary{min-height:2.75rem;display:flex;align-items:center;font-weight:600;cursor:pointer}
input[type=radio]{width:1.5rem;height:1.5rem;flex:none}
.said{border-color:#0e5548;background:#e2eee9}
.no{border-color:#7a4d00;background:#fbf0d6}
code{font-family:ui-monospace,monospace;font-size:.75rem;word-break:break-all}
ol{list-style:none;padding:0}
ol li{padding:.6rem 0;border-top:1px solid #d8cfbd}
ol li b{margin-right:.5rem}
footer{font-size:.85rem;color:#4d5a5e;margin-top:1rem}
:focus-visible{outline:3px solid #1a5fb4;outline-offset:2px}
[hidden]{display:none}
@media(max-width:22rem){body>div{padding:.4rem .7rem 2rem}}
@media(prefers-reduced-motion:no-preference){.called .card{animation:c 1s 5}@keyframes c{50%{background:#fff}}}
`.replaceAll("\n", "");
