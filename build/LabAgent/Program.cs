using GitOpsDemo.LabAgent;

if (!AgentOptions.TryParse(args, out var options))
{
    await Console.Error.WriteLineAsync(AgentOptions.Usage);
    return 2;
}

try
{
    await AgentApplication.Create(options, TimeProvider.System).RunAsync();
    return 0;
}
catch (IOException exception)
{
    await Console.Error.WriteLineAsync($"The agent can't listen on port {string.Join(" and ", options.Ports)}: {exception.Message}");
    return 1;
}
