using GitOpsDemo.Api;

await ServiceApplication.Create(args).RunAsync();
