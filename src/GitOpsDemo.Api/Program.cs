using GitOpsDemo.Api;
using GitOpsDemo.Api.Settings;

try
{
    await ServiceApplication.Create(args).RunAsync();
    return 0;
}
catch (ConfigurationException failure)
{
    await Console.Error.WriteLineAsync(failure.Message);
    return 2;
}
catch (IOException failure)
{
    // Kestrel's word for an address that is taken or not ours.
    await Console.Error.WriteLineAsync($"The service can't listen: {failure.Message}");
    return 1;
}
