namespace GitOpsDemo.Delivery.Programs;

public static class Browser
{
    /// <summary>What opens an address fails at once, or not at all.</summary>
    private static readonly TimeSpan FirstMoment = TimeSpan.FromSeconds(2);

    /// <summary>Shows a page. The browser is left alone from then on, also where it is this program's child.</summary>
    /// <exception cref="DeliveryException">There is none.</exception>
    public static void Show(Uri page)
    {
        var command = OperatingSystem.IsWindows() ? new Command("explorer.exe", $"{page}")
            : OperatingSystem.IsMacOS() ? new Command("open", $"{page}")
            : new Command("xdg-open", $"{page}");
        var said = "";
        using var program = RunningProgram.Start(command, _ => { }, line => said = line is { Length: > 0 } ? line : said);

        // Explorer's exit code means nothing.
        if (program.WaitForExit(FirstMoment) && program.ExitCode != 0 && !OperatingSystem.IsWindows())
        {
            throw new DeliveryException(
                "no browser was opened",
                said.Length > 0 ? said : $"{command.FileName} ended with {program.ExitCode}",
                $"open {page}");
        }
    }
}
