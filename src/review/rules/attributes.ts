/**
 * The attributes that can do harm, by the rule that finds it. A row has the types (without `aws_`), the paths (without
 * indices: what is under a path is judged with it; or a regular expression), and which way the attribute may go. `new`:
 * judged in new resources, too, because it opens them to the world. An attribute without a row is not judged.
 */
export const HARMFUL = String.raw`
protection-off
  any  /(deletion|termination)_protection(_enabled)?$|^disable_api_(termination|stop)$/  keeps true ACTIVE ENABLED
  any  /^point_in_time_recovery(\.enabled)?$|^replica\.point_in_time_recovery$|^skip_destroy$/  keeps true
  any  /(^|[._])(multi_az|multi_az_enabled|zone_awareness_enabled|automatic_failover_enabled|storage_encrypted|protect_from_scale_in|delete_protection)$/  keeps true ENABLED
  any  /(^|[._])((automatic_)?backups?|backup_policy)(\.\w+)*\.?_?(enabled|status)$|^enable_continuous_backup$/  keeps true ENABLED
  any  /^versioning_configuration\.status$|^versioning\.enabled$/  keeps Enabled true
  any  /(^|\.)(force_destroy|force_delete|skip_final_snapshot|delete_automated_backups|bypass_policy_lockout_safety_check)$/  never true
  any  /(backup|snapshot)\w*(retention|period|limit)\w*$/  notLess
  any  /^(recovery|deletion)_window_in_days$/  notLess 30
  any  /recovery_period_in_days$/  notLess 35
  any  /(^|\.)lifecycle\.delete_after$|(^|\.)default_retention\.(days|years)$|^(min|max)_retention_days$/  notLess
  any  /(^|\.)(dead_letter_config|destination_config|redrive_policy)(\.|$)/  keepsSet
  backup_plan  /^rule(\.rule_name)?$/  keepsAll rule rule_name
  backup_selection  resources  keepsItems
  backup_(plan|selection)  rule.copy_action selection_tag condition not_resources iam_role_arn  fixed
  dlm_lifecycle_policy  state  keeps ENABLED
  dlm_lifecycle_policy  /retain_rule\.(count|interval)$/  notLess
  rds_cluster  backtrack_window  notLess
  s3_bucket_object_lock_configuration  rule.default_retention.mode  keeps COMPLIANCE

data-expires
  any  /(^|\.)(message_retention_seconds|\w*retention_period(_in)?(_hours|_days)?|data_retention_in_hours)$/  notLess
  any  /(^|\.)retention(_in)?_days$/  notSooner

replica-destroyed
  dynamodb_table  /^replica(\.region_name)?$/  keepsAll replica region_name
  secretsmanager_secret  /^replica(\.region)?$/  keepsAll replica region
  s3_bucket_replication_configuration  /^rule(\.id)?$/  keepsAll rule id
  s3_bucket_replication_configuration  rule.status  keeps Enabled
  s3_bucket_replication_configuration  rule.destination rule.filter role  fixed
  db_instance|(rds|docdb|neptune)_cluster(_instance)?  replicate_source_db replication_source_identifier global_cluster_identifier  keepsSet
  elasticache_replication_group  global_replication_group_id  keepsSet

switched-off
  lambda_function  reserved_concurrent_executions  never 0
  lambda_event_source_mapping|api_gateway_api_key|cloudfront_distribution  enabled  keeps true
  cloudwatch_event_rule|scheduler_schedule  state  keeps ENABLED
  cloudwatch_event_rule  is_enabled  keeps true
  route53_health_check  disabled  never true
  codedeploy_deployment_group  auto_rollback_configuration.enabled  keeps true
  codedeploy_deployment_group  auto_rollback_configuration.events  keepsItems
  codedeploy_deployment_group  /^auto_rollback_configuration$/  keepsAll auto_rollback_configuration enabled
  api_gateway_method_settings|api_gateway_usage_plan|apigatewayv2_stage  /(throttling_|throttle_settings\.)(rate|burst)_limit$/  never 0
  synthetics_canary|apigatewayv2_stage|dms_replication_task  start_canary auto_deploy start_replication_task  keeps true
  ecs_service  deployment_circuit_breaker  keeps true
  autoscaling_group  suspended_processes  fixed
  autoscaling_group  health_check_type  loses ELB
  autoscaling_group  target_group_arns load_balancers  keepsItems
  autoscaling_schedule|appautoscaling_scheduled_action  /(^|\.)(max_size|desired_capacity|max_capacity)$/  never 0  new
  route53_hosted_zone_dnssec  signing_status  keeps SIGNING
  vpc|vpc_endpoint  enable_dns_support enable_dns_hostnames private_dns_enabled  keeps true
  cloudfront_distribution  is_ipv6_enabled  keeps true
  ecs_service|autoscaling_group|appautoscaling_target  desired_count max_size max_capacity  never 0
  dynamodb_table  stream_enabled  keeps true
  dynamodb_table  /^global_secondary_index(\.name)?$/  keepsAll global_secondary_index name
  cloudfront_distribution  aliases  keepsItems
  acm_certificate  domain_name subject_alternative_names  keepsItems
  api_gateway_stage  xray_tracing_enabled  keeps true
  lambda_function  tracing_config.mode  keeps Active

requests-refused
  api_gateway_method_settings|api_gateway_usage_plan|apigatewayv2_stage  /(throttling_|throttle_settings\.)(rate|burst)_limit$/  notHalf
  api_gateway_usage_plan  quota_settings.limit  notHalf
  lambda_function  reserved_concurrent_executions memory_size timeout ephemeral_storage.size  notHalf
  ecs_service|autoscaling_group|appautoscaling_target  desired_count max_size min_size desired_capacity max_capacity min_capacity  notHalf
  lambda_provisioned_concurrency_config  provisioned_concurrent_executions  notHalf
  lambda_event_source_mapping  batch_size parallelization_factor scaling_config.maximum_concurrency  notHalf
  lambda_event_source_mapping  maximum_retry_attempts maximum_record_age_in_seconds  notLess
  sqs_queue|db_instance|ecs_service  max_message_size max_allocated_storage deployment_minimum_healthy_percent  notLess
  sqs_queue  delay_seconds  notMore
  sqs_queue  visibility_timeout_seconds  undecided
  (app)?autoscaling_policy  /target_value$/  notMore
  (security_group_rule|vpc_security_group_ingress_rule|vpc_security_group_egress_rule)  cidr_ipv4 cidr_ipv6 referenced_security_group_id source_security_group_id prefix_list_id  fixed
  security_group_rule|ec2_managed_prefix_list|wafv2_ip_set|eks_cluster  cidr_blocks ipv6_cidr_blocks entry.cidr addresses vpc_config.public_access_cidrs  keepsItems
  (lb|alb)  subnets  keepsItems
  cloudfront_distribution  /cache_behavior\.allowed_methods$/  keepsItems
  cognito_user_pool_client  callback_urls logout_urls  keepsItems
  s3_bucket_cors_configuration|apigatewayv2_api|lambda_function_url  /(^|\.)allow(ed)?_(origins|methods|headers)$/  keepsItems
  api_gateway_rest_api|apigatewayv2_api  disable_execute_api_endpoint  never true
  dynamodb_table  /^(global_secondary_index\.)?(read|write)_capacity$/  provisioned
  dynamodb_table  /(^|\.)max_(read|write)_request_units$/  notHalf -1
  ecs_task_definition  cpu memory  notHalf
  any  storage_type throughput_mode  keeps io1 io2 provisioned elastic
  dynamodb_table  billing_mode  keeps PAY_PER_REQUEST
  wafv2_web_acl_association  resource_arn  fixed  new
  api_gateway_stage  cache_cluster_enabled  keeps true
  api_gateway_stage  cache_cluster_size  notHalf
  wafv2_web_acl|wafv2_rule_group  rule.statement.rate_based_statement.limit  notHalf
  any  /(^|\.)((min|max|desired)_(size|capacity|count)|(min|max)_(node_count|concurrency)|desired_count|(read|write|storage|throughput)_capacity|shard_count|iops|throughput|storage_throughput|allocated_storage|num_\w+|number_of_\w+|instance_count|(min|max|desired)_v?cpus|volume_size|disk_size|(\w+_)?timeout(_\w+)?|replicas_per_node_group|maximum_concurrency)$/  notHalf

target-changed
  kms_alias  target_key_id  fixed
  api_gateway_integration|apigatewayv2_integration  uri integration_uri type integration_type http_method integration_method connection_id  fixed
  api_gateway_stage|apigatewayv2_stage  variables stage_variables canary_settings  fixed
  api_gateway_base_path_mapping|apigatewayv2_api_mapping  api_id stage_name stage  fixed
  api_gateway_rest_api  binary_media_types api_key_source endpoint_configuration  fixed
  api_gateway_account  cloudwatch_role_arn  fixed
  apigatewayv2_route  target route_key  fixed
  lambda_function  role handler runtime architectures package_type image_config file_system_config vpc_config  fixed
  ecs_task_definition  task_role_arn execution_role_arn network_mode  fixed
  lambda_alias  routing_config  fixed
  lambda_event_source_mapping  function_name filter_criteria  fixed
  dynamodb_table  stream_view_type  keepsSet
  dynamodb_table  /^(global|local)_secondary_index\.(hash_key|range_key|projection_type|non_key_attributes)$/  onlyNew
  scheduler_schedule|cloudwatch_event_rule  schedule_expression schedule_expression_timezone start_date end_date target event_pattern role_arn  fixed
  cloudwatch_event_target  arn input input_path input_transformer role_arn  fixed
  sns_topic_subscription  raw_message_delivery  fixed
  wafv2_web_acl_logging_configuration  log_destination_configs  fixed
  lb_listener|lb_listener_rule|alb_listener|alb_listener_rule  default_action action condition port  fixed
  route53_zone|route53_zone_association  vpc  fixed
  s3_bucket_notification  lambda_function queue topic eventbridge  fixed
  vpc_endpoint(_policy)?  policy  fixed
  ecs_service  load_balancer service_registries network_configuration launch_type cluster  fixed
  route|(default_)?route_table  /^(route\.)?(\w*gateway_id|vpc_peering_connection_id|network_interface_id|vpc_endpoint_id|core_network_arn|destination_\w+|\w*cidr_block)$/  fixed
  cloudwatch_log_subscription_filter  destination_arn filter_pattern log_group_name role_arn  fixed
  db_instance|rds_cluster  port  fixed
  instance  iam_instance_profile  fixed
  appautoscaling_scheduled_action|autoscaling_schedule  schedule recurrence timezone  fixed
  cognito_user_pool  lambda_config  fixed
  cloudfront_distribution  origin.domain_name origin.origin_path default_root_object restrictions  fixed
  cloudfront_distribution  /cache_behavior\.(target_origin_id|(lambda_)?function_association)(\.|$)/  fixed

service-interrupted
  any  /(^|\.)(instance_class|instance_type|node_type|cache_node_type|broker_instance_type|engine_version|parameter_group_name|db_cluster_parameter_group_name|host_instance_type|kafka_version|cluster_version|ca_cert_identifier|addon_version|release_version)$/  fixed
  eks_cluster|eks_node_group  version  fixed
  instance  user_data user_data_base64  fixed

security-weakened
  any  /(^|\.)(kms_(master_)?key(_id|_arn)?|kms_key_\w+)$/  keepsSet
  any  /encrypt(ed|ion)(_enabled|_at_rest)?$|^encryption_type$|(^|\.)(encrypt_at_rest|server_side_encryption|at_rest_encryption_options|node_to_node_encryption|data_cache_config)(\.enabled)?$|^sqs_managed_sse_enabled$/  keeps true KMS ENABLED aws:kms
  any  /(^|\.)sse_algorithm$/  keeps aws:kms aws:kms:dsse
  any  /(^|\.)publicly_accessible$/  avoids true  new
  any  /(^|\.)(\w*logging\w*|\w*monitoring|\w*metrics?|\w*insights)_?(enabled|config)?$|(^|\.)enable_(\w+_)?(logging|monitoring)$|(^|\.)(access|connection)_logs\.enabled$/  keeps true ENABLED
  any  /(^|\.)(\w*validation|\w*rotation|\w*authentication\w*)_?(enabled|config)?$|(^|\.)enable_(\w+_)?(validation|rotation)$/  staysOn
  any  /(^|\.)(enabled_cloudwatch_logs_exports|enabled_cluster_log_types|enabled_metrics)$/  keepsItems
  any  /(^|\.)(monitoring_interval)$/  never 0
  any  /(^|\.)public_access\.type$/  avoids SERVICE_PROVIDED_EIPS
  any  /(^|\.)(security_policy|ssl_policy|minimum_protocol_version|tls_security_policy|minimum_tls_version)$/  notOlderTls
  any  mutual_tls_authentication.truststore_uri  fixed
  any  metadata_options.http_tokens  loses required
  any  /^(auth|authorization)(_type)?$/  avoids NONE
  kms_key  enable_key_rotation  keeps true
  kms_key|kms_replica_key  is_enabled  keeps true
  s3_(bucket|account)_public_access_block|s3_access_point|s3control_multi_region_access_point  /(^|\.)(block|ignore|restrict)_public_(acls|policy|buckets)$/  avoids false  new
  s3_bucket|s3_bucket_acl|s3_object  acl  avoids public-read public-read-write authenticated-read  new
  s3_bucket_ownership_controls  rule.object_ownership  loses BucketOwnerEnforced
  api_gateway_rest_api|apigatewayv2_api  disable_execute_api_endpoint  loses true
  api(_gateway|gatewayv2)_authorizer  authorizer_uri authorizer_credentials type authorizer_type identity_source identity_sources identity_validation_expression jwt_configuration provider_arns  fixed
  api(_gateway|gatewayv2)_authorizer  authorizer_result_ttl_in_seconds  notMore
  api_gateway_method  api_key_required  fixed
  api_gateway_method|apigatewayv2_route  authorization_scopes  keepsItems
  api_gateway_method_settings  settings.logging_level  never OFF
  api_gateway_method_settings|api_gateway_usage_plan|apigatewayv2_stage  /(throttling_|throttle_settings\.)(rate|burst)_limit$/  notTwice
  api_gateway_stage|apigatewayv2_stage  client_certificate_id web_acl_arn access_log_settings.destination_arn  keepsSet
  lambda_function_url  authorization_type  avoids NONE  new
  s3_bucket_cors_configuration|apigatewayv2_api|lambda_function_url  /(^|\.)allow(ed)?_origins$/  never *
  lb_listener|alb_listener  mutual_authentication.mode  loses verify
  msk_cluster  encryption_info.encryption_in_transit.client_broker  loses TLS
  lb|alb|opensearch_domain|elasticsearch_domain  drop_invalid_header_fields domain_endpoint_options.enforce_https  keeps true
  lb|alb|api_gateway_method_settings  enable_waf_fail_open settings.data_trace_enabled  never true
  lb|alb  desync_mitigation_mode  loses strictest
  ecs_service|subnet|eks_cluster|msk_cluster  enable_execute_command network_configuration.assign_public_ip map_public_ip_on_launch vpc_config.endpoint_public_access client_authentication.unauthenticated  avoids true
  cognito_identity_pool  allow_unauthenticated_identities  avoids true  new
  ssm_parameter  type  loses SecureString
  (sns_topic|sqs_queue)  kms_master_key_id  keepsSet
  (sns_topic|sqs_queue)  kms_master_key_id  undecided
  lambda_function  code_signing_config_arn  keepsSet
  lambda_permission  source_arn source_account principal_org_id  keepsSet
  lambda_permission  principal  avoids *
  lambda_layer_version_permission|cloudwatch_event_permission  principal  avoids *  new
  vpc_endpoint_service  allowed_principals  avoids *  new
  vpc_endpoint_service_allowed_principal  principal_arn  avoids *  new
  db_snapshot|db_snapshot_copy|rds_cluster_snapshot_copy|db_cluster_snapshot|ssm_document  shared_accounts permissions.account_ids  avoids all  new
  ami_launch_permission  group account_id organization_arn organizational_unit_arn  fixed  new
  snapshot_create_volume_permission  account_id  fixed  new
  ram_principal_association  principal  fixed  new
  kms_grant  grantee_principal  fixed  new
  s3_bucket|s3_bucket_acl  /(^|\.)(grant|grantee)\.uri$/  avoids http://acs.amazonaws.com/groups/global/AllUsers http://acs.amazonaws.com/groups/global/AuthenticatedUsers  new
  lb_listener|alb_listener  protocol  loses HTTPS TLS
  cloudfront_distribution  /cache_behavior\.viewer_protocol_policy$/  loses https-only redirect-to-https
  cloudfront_distribution  /origin_protocol_policy$/  loses https-only
  cloudfront_distribution  web_acl_id logging_config  keepsSet
  cloudfront_distribution  /cache_behavior\.trusted_(key_groups|signers)$/  keepsItems
  iam_role|iam_user  permissions_boundary  keepsSet
  iam_role|iam_account_password_policy|kms_key|secretsmanager_secret_rotation  max_session_duration max_password_age rotation_period_in_days rotation_rules.automatically_after_days  notMore
  iam_account_password_policy|cognito_user_pool  minimum_password_length password_reuse_prevention password_policy.minimum_length  notLess
  iam_account_password_policy  /^require_|^hard_expiry$/  keeps true
  cloudtrail  enable_logging enable_log_file_validation is_multi_region_trail include_global_service_events is_organization_trail  keeps true
  cloudtrail  s3_bucket_name event_selector advanced_event_selector insight_selector  fixed
  cloudtrail  cloud_watch_logs_group_arn sns_topic_name  keepsSet
  guardduty_detector|guardduty_detector_feature|config_configuration_recorder_status|ebs_encryption_by_default  enable status is_enabled enabled  keeps true ENABLED
  guardduty_detector|ebs_encryption_by_default  enable enabled  never false  new
  (ebs_snapshot|ec2_image)_block_public_access  state  avoids unblocked  new
  guardduty_filter  action  avoids ARCHIVE  new
  vpc_block_public_access_options  internet_gateway_block_mode  avoids off  new
  ec2_serial_console_access  enabled  avoids true  new
  config_configuration_recorder  recording_group.all_supported recording_group.include_global_resource_types  keeps true
  ecr_repository  image_tag_mutability  loses IMMUTABLE
  ecr_repository  image_scanning_configuration.scan_on_push  keeps true
  cognito_user_pool  mfa_configuration  loses ON
  cognito_user_pool  admin_create_user_config.allow_admin_create_user_only  loses true
  cognito_user_pool  user_pool_add_ons.advanced_security_mode  loses ENFORCED
  db_instance|(rds|docdb|neptune)_cluster(_instance)?  iam_database_authentication_enabled  keeps true
  elasticache_(cluster|replication_group)|memorydb_cluster  transit_encryption_enabled auth_token_enabled tls_enabled  loses true
  cloudwatch_log_group  retention_in_days  notSooner
  ecs_cluster  setting.value  keeps enabled enhanced
  wafv2_web_acl_logging_configuration  logging_filter redacted_fields  fixed

policy-attached
  lakeformation_permissions  principal permissions  fixed  new

action-invoked
  lambda_invocation  function_name  fixed  new
  lambda_invocation  input triggers  fixed

policy-narrowed
  iam_role  managed_policy_arns  keepsItems

alarm-silenced
  cloudwatch_(metric|composite)_alarm  actions_enabled  keeps true
  cloudwatch_(metric|composite)_alarm  alarm_actions insufficient_data_actions  keepsItems
  cloudwatch_metric_alarm  threshold  notLaxer
  cloudwatch_metric_alarm  evaluation_periods datapoints_to_alarm period  notMore
  cloudwatch_metric_alarm  dimensions metric_name namespace statistic extended_statistic comparison_operator metric_query threshold_metric_id unit  fixed
  cloudwatch_metric_alarm  treat_missing_data  keeps breaching
  cloudwatch_composite_alarm  actions_suppressor  fixed
  cloudwatch_composite_alarm  alarm_rule  keepsAlarms
  cloudwatch_log_metric_filter  pattern metric_transformation log_group_name  fixed
  sns_topic_subscription  filter_policy filter_policy_scope endpoint protocol topic_arn  fixed
  sns_topic  kms_master_key_id  never alias/aws/sns
  budgets_budget  limit_amount  notMore
  budgets_budget  notification  fixed
  codedeploy_deployment_group  alarm_configuration.alarms  keepsItems
  codedeploy_deployment_group  alarm_configuration.enabled  keeps true
  codedeploy_deployment_group  alarm_configuration.ignore_poll_alarm_failure  keeps false
  codedeploy_deployment_group  /^alarm_configuration$/  keepsAll alarm_configuration enabled

health-check-changed
  lb_target_group|alb_target_group  health_check.path health_check.port health_check.protocol health_check.matcher  fixed
  lb_target_group|alb_target_group  health_check.interval health_check.timeout health_check.unhealthy_threshold  notMore
  globalaccelerator_endpoint_group  health_check_path health_check_port health_check_protocol  fixed
  route53_health_check  fqdn ip_address port resource_path search_string enable_sni invert_healthcheck child_healthchecks child_health_threshold cloudwatch_alarm_name cloudwatch_alarm_region insufficient_data_health_status routing_control_arn regions  fixed

routing-changed
  globalaccelerator_(custom_routing_)?endpoint_group  traffic_dial_percentage endpoint_configuration port_override destination_configuration  fixed

failover-slower
  route53_record  ttl  notLongLived
  route53_health_check  failure_threshold  notMore 3
  route53_health_check  request_interval  notMore 30
  globalaccelerator_endpoint_group  threshold_count health_check_interval_seconds  notMore

api-breaking
  api_gateway_resource  path_part parent_id  fixed
  api_gateway_method  http_method request_models request_parameters request_validator_id  fixed
  api_gateway_gateway_response  status_code response_templates response_parameters  fixed

switched-off
  any  /(^|\.)(\w+_)?(enabled?|active)$|(^|\.)enable_\w+$|(^|\.)(status|state)$/  staysOn
`;
