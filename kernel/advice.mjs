// What to do about an error that TypeScript finds in a cell: a sentence below its message, where that can be told.
import { pythonAdvice } from "./python.mjs";

/** TypeScript's numbers for what it says: such a name is not known, with or without one that is like it, ... */
const UNKNOWN = 2304;
const UNKNOWN_BUT_LIKE = 2552;
const UNKNOWN_NAMESPACE = 2503;
/** ... the left or the right side of an operator, or both, are of a wrong type, ... */
const OPERATOR = [2362, 2363, 2365];
/** ... and a comma makes no list. */
const COMMA = 2695;
/** Up to here it is about syntax. */
const SYNTAX = 2000;

/** The function that does to arrays what an operator does to numbers. */
const FUNCTIONS = {
  "+": "add",
  "-": "subtract",
  "*": "multiply",
  "/": "divide",
  "**": "power",
  "<": "less",
  "<=": "lessEqual",
  ">": "greater",
  ">=": "greaterEqual",
  "&": "logicalAnd",
  "|": "logicalOr",
};

/** Whoever writes `x.shape` of a list takes it for an array. */
const OF_ARRAYS = /^Property '(?:shape|ndim|size|dtype|T|reshape|transpose|item|tolist)' does not/;

/** tslab's diagnostics of a cell, with advice. What an error with advice leads to is left out. */
export function advise(ts, checker, file, { source, isFirst, diagnostics }) {
  // tslab puts a line before the cell, and one behind it.
  const prefix = file.text.indexOf("\n") + 1;
  const lines = source.split("\n");
  const said = new Set();
  const settled = new Set();
  let isPython = false;
  return diagnostics.flatMap((diagnostic) => {
    const { fileName, start, messageText, code } = diagnostic;
    const line = Math.min(start.line, lines.length - 1);
    const place = `${line}:${start.character}`;
    if (fileName) return [diagnostic];
    if (settled.has(line) || settled.has(place) || (isPython && code < SYNTAX)) return [];

    const isUnknown = [UNKNOWN, UNKNOWN_BUT_LIKE, UNKNOWN_NAMESPACE].includes(code);
    const python = pythonAdvice(lines[line], start.character, isUnknown);
    isPython ||= python !== undefined;
    const token = ts.getTokenAtPosition(file, prefix + start.offset);
    const advice = python ?? typeAdvice(ts, checker, token, code, messageText);
    if (advice) {
      settled.add(python ? line : place);
      if (said.has(advice)) return [];
      said.add(advice);
      return [{ ...diagnostic, messageText: python ?? `${messageText}\n  ${advice}` }];
    }
    const unknown = code === UNKNOWN && nameAdvice(ts, token, isFirst);
    return [unknown ? { ...diagnostic, messageText: `${messageText} ${unknown}` } : diagnostic];
  });
}

function nameAdvice(ts, token, isFirst) {
  const { parent } = token;
  const isAssigned =
    ts.isBinaryExpression(parent) &&
    parent.left === token &&
    parent.operatorToken.kind === ts.SyntaxKind.EqualsToken;
  if (isAssigned) return `A new name needs const or let before it: const ${token.text} = ...`;
  return isFirst
    ? "Nothing has run since the kernel started: run the cells above first."
    : "Has the cell that defines it run to its end?";
}

function typeAdvice(ts, checker, token, code, message) {
  const isArray = (node) =>
    /^(?:NDArray|number(?:\[\])+)$/.test(checker.typeToString(checker.getTypeAtLocation(node)));
  const operation = OPERATOR.includes(code) && closest(token, ts.isBinaryExpression);
  if (operation && (isArray(operation.left) || isArray(operation.right))) {
    const instead = callInstead(ts, operation);
    if (instead) return `Operators are for numbers. For arrays write ${instead}`;
  }
  const entry = code === COMMA && closest(token, ts.isElementAccessExpression);
  if (entry && isArray(entry.expression)) {
    return `For an entry of an array write ${entry.expression.getText()}.item(${entry.argumentExpression.getText()})`;
  }
  const shape = shapeInList(ts, checker, token);
  if (shape) return `Lengths of several axes are written as ${shape}`;
  if (message.includes("'void'") && !/to (?:parameter of )?type 'void'/.test(message)) {
    return "The function gives nothing back. Has its return been forgotten?";
  }
  if (/'Promise<.*>'/.test(message) && !/to (?:parameter of )?type 'Promise</.test(message)) {
    return "The value comes later. Has await been forgotten, as in const history = await train(...)?";
  }
  const isOfList = /ype '(?:number|boolean)(?:\[\])+'/.test(message);
  if (isOfList && (message.includes("'NDArray'") || OF_ARRAYS.test(message))) {
    return "A list becomes an array with np.array([...]).";
  }
  return undefined;
}

/** np.multiply(a, b) for a * b, and a = np.multiply(a, b) for a *= b. */
function callInstead(ts, { left, operatorToken, right }) {
  const [a, b] = [left.getText(), right.getText()];
  const operator = ts.tokenToString(operatorToken.kind);
  const isAssignment = !(operator in FUNCTIONS);
  const plain = isAssignment ? operator.replace(/=$/, "") : operator;
  if (!(plain in FUNCTIONS)) return undefined;
  const call =
    plain === "**" && b === "2" ? `np.square(${a})` : `np.${FUNCTIONS[plain]}(${a}, ${b})`;
  return isAssignment ? `${a} = ${call}` : call;
}

/** np.zeros([2, 3]) for np.zeros(2, 3) and np.zeros((2, 3)), but np.random.rand(2, 3). */
function shapeInList(ts, checker, token) {
  const call = closest(token, ts.isCallExpression);
  if (!call) return undefined;
  const callee = call.expression.getText();
  const inParentheses = (node) =>
    ts.isParenthesizedExpression(node) &&
    ts.isBinaryExpression(node.expression) &&
    node.expression.operatorToken.kind === ts.SyntaxKind.CommaToken;
  const isNumber = (node) => checker.getTypeAtLocation(node).flags & ts.TypeFlags.NumberLike;
  const isSpread = /\brandn?$/.test(callee);
  const list = (text) => (isSpread ? text : `[${text}]`);

  const texts = call.arguments.map((node) => node.getText());
  if (call.arguments.some(inParentheses)) {
    const mended = call.arguments.map((node, i) =>
      inParentheses(node) ? list(node.expression.getText()) : texts[i],
    );
    return `${callee}(${mended.join(", ")})`;
  }
  const first = call.arguments.findIndex(isNumber);
  if (!/\b(?:zeros|ones|reshape)$/.test(callee) || first < 0 || texts.length - first < 2) {
    return undefined;
  }
  return `${callee}(${[...texts.slice(0, first), list(texts.slice(first).join(", "))].join(", ")})`;
}

/** The innermost node around a token that passes the test. */
function closest(token, test) {
  for (let node = token; node; node = node.parent) if (test(node)) return node;
  return undefined;
}

/** The first call of a cell that gives a promise for which nothing waits: its text, and its line, counted from 0. */
export function unawaited(ts, checker, file) {
  const isPromise = (node) =>
    checker.typeToString(checker.getTypeAtLocation(node)).match(/^Promise/);
  const isAwaited = (name) => new RegExp(`\\bawait\\b[^]*\\b${name}\\b`).test(file.text);
  const calls = file.statements.flatMap((statement) => {
    if (ts.isExpressionStatement(statement)) return [statement.expression];
    if (!ts.isVariableStatement(statement)) return [];
    return statement.declarationList.declarations
      .filter(({ name }) => ts.isIdentifier(name) && !isAwaited(name.text))
      .map(({ initializer }) => initializer);
  });
  const call = calls.find((node) => {
    if (!node || !ts.isCallExpression(node) || !isPromise(node)) return false;
    // Promise.all([...]), and train(...).then(...): who writes these knows.
    return (
      !ts.isPropertyAccessExpression(node.expression) || !isPromise(node.expression.expression)
    );
  });
  if (!call) return undefined;
  const { line } = file.getLineAndCharacterOfPosition(call.getStart());
  return { name: call.expression.getText(), line: line - 1 };
}
