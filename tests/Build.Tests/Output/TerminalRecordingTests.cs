using System.Text;
using System.Xml.Linq;
using GitOpsDemo.Testing;

namespace GitOpsDemo.Build.Tests.Output;

/// <summary>
/// With GITOPSDEMO_RECORDING, a folder that <c>.ci/record</c> makes, a recorded Deploy becomes <c>docs/images/deploy.svg</c>.
/// </summary>
public sealed class TerminalRecordingTests
{
    private const int Width = 88;
    private const int Height = 26;
    private const int LargestPicture = 300 * 1024;

    private static readonly XNamespace Svg = "http://www.w3.org/2000/svg";

    [Fact]
    public void A_recording_becomes_one_picture_after_the_other()
    {
        const string Output = "Script started\nDeploy\r\n\e[1mCompile\e[0m\r\n\e[2A\e[Kready <1>\e[K\n\e[32m✓\e[0m Compile\e[J";
        int[] writes = [8, 17, Encoding.UTF8.GetByteCount(Output) - 15 - 8 - 17];
        var timing = string.Concat(writes.Select(count => $"1.5 {count}\n"));

        var svg = TerminalRecording.Read(Encoding.UTF8.GetBytes(Output), timing, 20, 4).ToSvg("A Deploy", "./build.sh");

        var picture = XDocument.Parse(svg).Root!;
        Assert.Equal(
            ["Deploy", "Compile", "ready <1>", "✓ Compile"],
            picture.Element(Svg + "defs")!.Elements(Svg + "text").Select(row => row.Value));
        Assert.Equal(["0", "72", "90", "144", "162"], picture.Descendants(Svg + "use").Select(row => row.Attribute("y")!.Value));
        Assert.Equal("$ ./build.sh", picture.Element(Svg + "text")!.Value);
        Assert.Contains("<tspan class=\"g\">✓</tspan> Compile", svg, StringComparison.Ordinal);
        Assert.Contains("#strip{animation:play 6.5s steps(1,end) infinite}", svg, StringComparison.Ordinal);
        Assert.Contains(
            "prefers-reduced-motion:reduce){#strip{animation:none;transform:translateY(-144px)}}", svg, StringComparison.Ordinal);
        Assert.Contains("#still:target~svg #strip{animation:none;transform:translateY(-144px)}", svg, StringComparison.Ordinal);
    }

    [Fact]
    public void A_Deploy_that_was_recorded_becomes_a_small_picture_that_moves_only_for_who_likes_it()
    {
        if (Environment.GetEnvironmentVariable("GITOPSDEMO_RECORDING") is not { Length: > 0 } folder)
        {
            return;
        }

        var output = File.ReadAllBytes(Path.Combine(folder, "output"));
        var recording = TerminalRecording.Read(output, File.ReadAllText(Path.Combine(folder, "timing")), Width, Height);
        var svg = recording.ToSvg("A Deploy to this computer, from the source to the proof, on a terminal", "./build.sh --target=Deploy");

        Assert.InRange(svg.Length, 1, LargestPicture);
        Assert.Contains("prefers-reduced-motion", svg, StringComparison.Ordinal);
        Assert.Contains("checks: ", XDocument.Parse(svg).Root!.Element(Svg + "defs")!.Value, StringComparison.Ordinal);
        File.WriteAllText(Path.Combine(Repository.Root, "docs/images/deploy.svg"), svg);
    }
}
