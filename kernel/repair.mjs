// What tslab gets wrong when it compiles a cell. It makes `exports.a` of `a`, the variable of an earlier cell, but
// overlooks `{ a }`, and does the same to names of properties. And what waits for a promise would go on when the cell
// has long been stopped.

/** A transformer for TypeScript's emit, of a file that knows the earlier cells by their declarations. */
export function repair(ts, checker, earlierCells) {
  const { factory } = ts;
  const isOfEarlierCell = (symbol) =>
    symbol?.declarations?.some((declaration) => declaration.getSourceFile() === earlierCells);
  const inKernel = (name) =>
    factory.createPropertyAccessExpression(factory.createIdentifier("__tslab__"), name);

  /** { a } is { a: exports.a }, and in an assignment { a = 1 } is { a: exports.a = 1 }. */
  function shorthand(node) {
    const exported = factory.createPropertyAccessExpression(
      factory.createIdentifier("exports"),
      node.name.text,
    );
    const initializer = node.objectAssignmentInitializer;
    return factory.createPropertyAssignment(
      node.name.text,
      initializer ? factory.createAssignment(exported, initializer) : exported,
    );
  }

  /** In { a: b } `a` is no variable. In quotation marks it is left as it is. */
  const quoted = (name) => factory.createStringLiteral(name.text);
  const isVariableToTslab = (name) =>
    name && ts.isIdentifier(name) && isOfEarlierCell(checker.getSymbolAtLocation(name));

  return (context) => (file) => {
    const visit = (original) => {
      const node = ts.visitEachChild(original, visit, context);
      const as = (replacement) => ts.setTextRange(replacement, original);
      if (ts.isShorthandPropertyAssignment(original)) {
        const symbol = checker.getShorthandAssignmentValueSymbol(original);
        return isOfEarlierCell(symbol) ? as(shorthand(node)) : node;
      }
      if (ts.isBindingElement(original) && isVariableToTslab(original.propertyName)) {
        const { dotDotDotToken, propertyName, name, initializer } = node;
        const property = quoted(propertyName);
        return factory.updateBindingElement(node, dotDotDotToken, property, name, initializer);
      }
      if (ts.isPropertyAssignment(original) && isVariableToTslab(original.name)) {
        return factory.updatePropertyAssignment(node, quoted(node.name), node.initializer);
      }
      // stop.mjs says what this is.
      if (ts.isAwaitExpression(original)) {
        const resumed = factory.createCallExpression(inKernel("resumed"), undefined, [
          inKernel("stops"),
          node,
        ]);
        return as(resumed);
      }
      return node;
    };
    return ts.visitNode(file, visit);
  };
}

/**
 * Whether a cell awaits outside of any function. tslab asks TypeScript's messages, which are silent about `for await`
 * and `await (x)`.
 */
export function awaitsOutside(ts, file) {
  const isAwait = (node) =>
    ts.isAwaitExpression(node) || (ts.isForOfStatement(node) && node.awaitModifier !== undefined);
  const visit = (node) =>
    !ts.isFunctionLike(node) &&
    !ts.isClassLike(node) &&
    (isAwait(node) || ts.forEachChild(node, (child) => visit(child) || undefined) === true);
  return visit(file);
}
