import { ComputationGraph, draw, MulLayer, player } from "backprop";
import { expect, suite, test } from "vitest";
import { appleShopping, neuron } from "../../support/graphs";

const ran = <G extends ComputationGraph>(graph: G): G => {
  graph.backward();
  return graph;
};

// The browser test clicks through it.
suite("player", () => {
  test("without scripts: the whole picture with words for it, and all steps", () => {
    const graph = ran(appleShopping());
    const { html } = player(graph);
    const [, source, alt] =
      /<img src="data:image\/svg\+xml,([^"]*)" alt="([^"]*)"/.exec(html) ?? [];
    expect(decodeURIComponent(source)).toBe(draw(graph).svg);
    expect(alt).toContain("applePrice = ×(apple, appleNum) = 200, gradient 1.1");
    expect(html).toContain(
      ">1.1 arrives at × (applePrice). It sends 1.1 × 2 = 2.2 to apple and 1.1 × 100 = 110 to appleNum.</li>",
    );
    expect(html.match(/<li/g)).toHaveLength(3);
    expect(html.replace(/<script>.*<\/script>/s, "")).not.toMatch(/<svg|<style| on\w+=/);
  });

  test("its script is one that runs, and loads nothing", () => {
    const [, script] = /<script>(.*)<\/script>/s.exec(player(ran(appleShopping())).html) ?? [];
    expect(() => new Function(script)).not.toThrow();
    expect(script).not.toMatch(/https?:|import\(|require|exports|fetch|innerHTML|<\//);
  });

  test("as many digits as are asked for, in the picture and in the sentences", () => {
    const graph = ran(neuron());
    const { html } = player(graph, { digits: 8 });
    expect(html).toContain("-0.53444665 × 0.36787944 = -0.19661193 to t");
    expect(html).toContain(encodeURIComponent(draw(graph, { digits: 8 }).svg));
  });

  test("escapes names", () => {
    const graph = new ComputationGraph({ "<i>": 2 });
    graph.add('"y"', new MulLayer(), "<i>", 3);
    const { html } = player(ran(graph));
    expect(html).not.toContain("<i>");
    expect(html).toContain("1 × 3 = 3 to &lt;i&gt;.");
  });

  test("knows gradients by the names that stand in the picture, whatever they are", () => {
    const graph = new ComputationGraph({ "x\x01": 3 });
    graph.add("y\ud800", new MulLayer(), "x\x01", 2);
    const { html } = player(ran(graph));
    const [, ...steps] = Array.from(html.matchAll(/data-step="([^"]*)"/g), ([, step]) =>
      JSON.parse(step.replaceAll("&quot;", '"')),
    );
    expect(steps).toMatchObject([{ node: "y\ufffd", to: ["x\ufffd"] }]);
    const { svg } = draw(graph);
    for (const name of ["x\ufffd", "y\ufffd"]) expect(svg).toContain(`data-gradient="${name}"`);
  });

  test("needs the gradients", () => {
    const message = "player: there are no gradients yet; call backward first";
    expect(() => player(appleShopping())).toThrow(message);
    expect(() => player(new ComputationGraph({ x: 1 }))).toThrow(message);
  });
});
